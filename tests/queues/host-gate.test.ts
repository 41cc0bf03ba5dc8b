import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostGate, type HostGateOptions } from '../../queues/host-gate.ts';
import type { HostAnswer, Leave } from '../../shared/host-turn.ts';
import { openTestQueues, type TestQueues } from '../helpers/redis.ts';

const HOST = 'news.test';
let queues: TestQueues;
let number = 0;

beforeEach(async () => {
  queues = await openTestQueues();
});
afterEach(() => queues.wipe());

/** As if in a process of its own: each gate has lines of its own, the store is shared. */
function gate(options: Partial<HostGateOptions> = {}): HostGate {
  const { producer, prefix } = queues;
  return new HostGate({ redis: producer.redis, prefix, rate: 1_000, ownHosts: [], ...options });
}

function enter(
  on: HostGate,
  { host = HOST, url = '', lease = 5_000, patience = 200 } = {},
): Promise<Leave> {
  number += 1;
  const address = url || `http://${host}/${number}`;
  return on.enter({ host, url: address, lease, signal: new AbortController().signal }, patience);
}

async function visit(on: HostGate, answer: HostAnswer): Promise<void> {
  await (await enter(on))(answer);
}

const GIVEN: HostAnswer = { kind: 'given' };
const FAILED: HostAnswer = { kind: 'unreachable', code: 'E_CONNECT' };

describe('the gate of a host', () => {
  it('lets two in at a time, over all processes', async () => {
    const [one, other] = [gate(), gate()];
    const leave = await enter(one);
    await enter(other);
    await expect(enter(one)).rejects.toMatchObject({ code: 'E_HOST_BUSY', name: 'RetryLater' });
    await expect(enter(other)).rejects.toMatchObject({ code: 'E_HOST_BUSY' });

    const waiting = enter(other, { patience: 5_000 });
    await leave(GIVEN);
    await waiting;
  });

  it('is one of its own for each host', async () => {
    const one = gate();
    await enter(one);
    await enter(one);
    await enter(one, { host: 'other.test' });
  });

  it('never lets more in, however many come', async () => {
    const gates = [gate(), gate(), gate()];
    let [inside, most] = [0, 0];
    const visitor = async (_: unknown, at: number) => {
      const leave = await enter(gates[at % 3] as HostGate, { patience: 20_000 });
      inside += 1;
      most = Math.max(most, inside);
      await sleep(5);
      inside -= 1;
      await leave(GIVEN);
    };
    await Promise.all(Array.from({ length: 40 }, visitor));
    expect(most).toBe(2);
  });

  it('keeps the rate', async () => {
    const slow = gate({ rate: 20 });
    const started = Date.now();
    for (let n = 0; n < 6; n += 1) {
      await (await enter(slow, { patience: 5_000 }))(GIVEN);
    }
    expect(Date.now() - started).toBeGreaterThanOrEqual(5 * 50 - 10);
  });

  it('has no rate for a host of the user, unless one is set', async () => {
    const own = gate({ rate: null, ownHosts: [HOST] });
    await visit(own, GIVEN);
    await enter(own, { patience: 0 });

    const foreign = gate({ rate: null });
    await (await enter(foreign, { host: 'other.test' }))(GIVEN);
    await expect(enter(foreign, { host: 'other.test', patience: 0 })).rejects.toMatchObject({
      code: 'E_HOST_BUSY',
    });
  });

  it('does not let two ask for the same address, not even right after each other', async () => {
    const url = 'http://news.test/logo.png';
    const [one, other] = [gate(), gate()];
    const leave = await enter(one, { url });
    await expect(enter(other, { url })).rejects.toMatchObject({ code: 'E_HOST_BUSY' });
    await leave(GIVEN);
    await expect(enter(other, { url })).rejects.toMatchObject({ code: 'E_HOST_BUSY' });
    await enter(other, { url, patience: 5_000 });
  });

  it('takes turns back from a process that died', async () => {
    const died = gate();
    await enter(died, { lease: 300 });
    await enter(died, { lease: 300 });
    await enter(gate(), { patience: 5_000 });
  });

  it('leaves a host alone after five addresses in a row, until its rest is over', async () => {
    const one = gate();
    for (let n = 0; n < 4; n += 1) await visit(one, FAILED);
    await visit(one, { kind: 'answered' });
    for (let n = 0; n < 5; n += 1) await visit(one, FAILED);
    await expect(enter(gate())).rejects.toMatchObject({
      code: 'E_CONNECT',
      name: 'TransientError',
    });
    const key = `${queues.prefix}:host:${HOST}:host`;
    const rests = Number(await queues.producer.redis.hget(key, 'rests'));
    expect(rests - Date.now()).toBeGreaterThan(25_000);
    expect(rests - Date.now()).toBeLessThan(31_000);

    await queues.producer.redis.hset(key, 'rests', Date.now() - 1);
    await visit(gate(), FAILED);
    expect(Number(await queues.producer.redis.hget(key, 'rests')) - Date.now()).toBeGreaterThan(
      55_000,
    );
  });

  it('counts an address that fails again and again once', async () => {
    const one = gate();
    for (let n = 0; n < 6; n += 1) {
      await (await enter(one, { url: 'http://news.test/broken' }))(FAILED);
    }
    await enter(one);
  });

  it('believes one busy answer for five seconds, and the third in a row', async () => {
    const busy: HostAnswer = { kind: 'busy', delay: 3_600_000 };
    const wait = () =>
      enter(gate()).then(
        () => 0,
        (error: { code: string; delay: number }) =>
          error.code === 'E_HTTP_429' ? error.delay : -1,
      );
    const key = `${queues.prefix}:host:${HOST}:host`;
    await visit(gate(), busy);
    expect(await wait()).toBeLessThanOrEqual(5_000);
    expect(await wait()).toBeGreaterThan(4_000);
    for (let n = 0; n < 2; n += 1) {
      await queues.producer.redis.hset(key, 'rests', 0);
      await visit(gate(), busy);
    }
    expect(await wait()).toBeGreaterThan(3_500_000);
  });

  it('may be told to believe the first busy answer, and to let one in at a time', async () => {
    const lane = gate({ atOnce: 1, busyAnswers: 1 });
    const leave = await enter(lane);
    await expect(enter(lane)).rejects.toMatchObject({ code: 'E_HOST_BUSY' });
    await leave({ kind: 'busy', delay: 60_000 });
    await expect(enter(lane)).rejects.toMatchObject({
      code: 'E_HTTP_429',
      delay: expect.closeTo(60_000, -4),
    });
  });

  it('stops waiting when it is told to', async () => {
    const one = gate();
    await enter(one);
    await enter(one);
    const stop = new AbortController();
    const visit = { host: HOST, url: 'http://news.test/x', lease: 1_000, signal: stop.signal };
    const waiting = [one.enter(visit, 60_000), gate().enter(visit, 60_000)];
    stop.abort(new Error('enough'));
    for (const one of waiting) await expect(one).rejects.toThrow();
  });

  it('keeps the limit by itself while the store is away', async () => {
    const redis = { eval: () => Promise.reject(new Error('away')) };
    const alone = gate({ redis: redis as unknown as HostGateOptions['redis'] });
    const leave = await enter(alone);
    await enter(alone);
    await expect(enter(alone)).rejects.toMatchObject({ code: 'E_HOST_BUSY' });
    await leave(GIVEN);
    await enter(alone);
  });
});
