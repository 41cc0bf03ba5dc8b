import { hostname } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdSupervision, type Supervision } from '../../queues/supervision.ts';
import { openTestQueues, type TestQueues } from '../helpers/redis.ts';

describe('holdSupervision', () => {
  let queues: TestQueues;
  let held: Supervision[];
  let lost: string[];
  beforeEach(async () => {
    queues = await openTestQueues();
    held = [];
    lost = [];
  });
  afterEach(async () => {
    for (const one of held) await one.release();
    await queues.wipe();
  });

  const key = () => `${queues.prefix}:supervisor`;
  const hold = async (lasts = 600) => {
    const { prefix, producer } = queues;
    const onLost = (holder: string) => void lost.push(holder);
    const one = await holdSupervision({ redis: producer.redis, prefix, onLost, lasts });
    if ('release' in one) held.push(one);
    return one;
  };

  it('is for one at a time, and names who has it', async () => {
    await queues.producer.redis.set(key(), 'elsewhere (process 7) x');
    expect(await hold()).toEqual({ heldBy: 'elsewhere (process 7)' });
    await queues.producer.redis.del(key());
    expect(await hold()).toHaveProperty('release');
    await held.pop()?.release();
    expect(await queues.producer.redis.get(key())).toBeNull();
  });

  it('is taken over from one that died without a word, of this machine at once', async () => {
    await queues.producer.redis.set(key(), 'elsewhere (process 1) x', 'PX', 300);
    expect(await hold(600)).toHaveProperty('release');
    await held.pop()?.release();
    // No system counts up to this one.
    await queues.producer.redis.set(key(), `${hostname()} (process 999999999) x`);
    expect(await hold(60_000)).toHaveProperty('release');
  });

  it('is kept when the store was emptied, and given up when another has it', async () => {
    await hold(300);
    await queues.producer.redis.del(key());
    await expect.poll(() => queues.producer.redis.get(key())).toMatch(/process/);
    await queues.producer.redis.set(key(), 'other (process 7) x');
    await expect.poll(() => lost).toEqual(['other (process 7)']);
    await queues.producer.redis.del(key());
  });
});
