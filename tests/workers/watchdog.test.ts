import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Pulse } from '../../queues/pulse.ts';
import { watchIntake } from '../../workers/watchdog.ts';
import { openTestQueues, type TestQueues } from '../helpers/redis.ts';

describe('a worker that takes no jobs', () => {
  let queues: TestQueues;
  let stop: () => void;
  let ended: number;

  beforeEach(async () => {
    queues = await openTestQueues();
    ended = 0;
    return async () => {
      stop?.();
      await queues.wipe();
    };
  });
  afterEach(() => stop?.());

  const enqueue = () =>
    queues.producer.enqueue('parse', { receipt: `f${'0'.repeat(20)}`, generation: 0 }, 'a_b');
  /** Looks so often that a hundred looks are over in a moment. */
  function watch(pulse: Pulse, patience = 100) {
    const { producer } = queues;
    const log = pino({ level: 'silent' });
    const end = () => {
      ended += 1;
    };
    stop = watchIntake({ stages: ['parse'], pulse, producer, log, end, every: 5, patience });
  }
  function opened(room = 2): Pulse {
    const pulse = new Pulse();
    pulse.opens('parse', room);
    return pulse;
  }
  /** Until it has looked for longer than its patience. */
  const longEnough = () => sleep(400);

  it('is ended when jobs wait for it', async () => {
    await enqueue();
    watch(opened());
    await expect.poll(() => ended).toBeGreaterThan(0);
  });

  it('is left alone when there are none', async () => {
    watch(opened());
    await longEnough();
    expect(ended).toBe(0);
  });

  it('is left alone when the stage is paused', async () => {
    await enqueue();
    await queues.producer.queue('parse').pause();
    watch(opened());
    await longEnough();
    expect(ended).toBe(0);
  });

  it('is left alone when it has its hands full', async () => {
    await enqueue();
    const pulse = opened(1);
    pulse.begin('parse');
    watch(pulse);
    await longEnough();
    expect(ended).toBe(0);
    pulse.end('parse');
    await expect.poll(() => ended).toBeGreaterThan(0);
  });

  it('is left alone while it takes others', async () => {
    await enqueue();
    const pulse = opened();
    watch(pulse, 200);
    for (let turn = 0; turn < 40; turn += 1) {
      pulse.begin('parse');
      pulse.end('parse');
      await sleep(10);
    }
    expect(ended).toBe(0);
  });

  it('is left alone while the store is away', async () => {
    await enqueue();
    queues.producer.redis.disconnect();
    watch(opened());
    await longEnough();
    expect(ended).toBe(0);
  });
});

describe('an event loop', () => {
  const watchdog = new URL('../../workers/watchdog.ts', import.meta.url).href;
  const run = (then: string) =>
    spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        '--input-type=module',
        '-e',
        `import { watchLoop } from '${watchdog}'; watchLoop({ tick: 50, most: 10 }); ${then}`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );

  it('that stands still is the end of its process', async () => {
    const child = run('setTimeout(() => { for (;;); }, 100);');
    const [code, signal] = await once(child, 'exit');
    expect([code, signal]).toEqual([null, 'SIGKILL']);
  });

  it('that was stopped with its process, and goes on, is not', async () => {
    const child = run(`console.log('up'); setTimeout(() => process.exit(7), 3_000);`);
    await once(child.stdout, 'data');
    child.kill('SIGSTOP');
    await sleep(1_500);
    child.kill('SIGCONT');
    expect(await once(child, 'exit')).toEqual([7, null]);
  });
});
