import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { queueDepths, storeMemory } from '../../queues/queue-depths.ts';
import { RECEIPT } from '../helpers/articles.ts';
import { openTestQueues, type TestQueues } from '../helpers/redis.ts';

describe('queueDepths', () => {
  let queues: TestQueues;
  beforeEach(async () => {
    queues = await openTestQueues();
  });
  afterEach(() => queues.wipe());

  const depthOf = async (name: string, now: number) =>
    (await queueDepths(queues.producer, now)).find(({ queue }) => queue === name);

  it('counts what waits, and tells the age of what is next in turn', async () => {
    const parse = queues.producer.queue('parse');
    const [old, young] = [1_000_000, 1_060_000];
    const job = { receipt: RECEIPT, generation: 0 };
    await parse.add('parse', job, { jobId: 'a', timestamp: old });
    await parse.add('parse', job, { jobId: 'b', timestamp: young });
    await parse.add('parse', job, { jobId: 'c', delay: 600_000 });
    expect(await depthOf('parse', old + 90_000)).toEqual({
      queue: 'parse',
      jobs: { waiting: 2, active: 0, delayed: 1, failed: 0 },
      oldestWaiting: 90_000,
    });
    await parse.remove('a');
    expect((await depthOf('parse', old + 90_000))?.oldestWaiting).toBe(30_000);
  });

  it('says nought where nothing waits', async () => {
    expect(await depthOf('images', Date.now())).toMatchObject({
      jobs: { waiting: 0 },
      oldestWaiting: 0,
    });
  });

  it('asks the store for its memory; the JavaScript one does not know', async () => {
    const memory = await storeMemory(queues.producer).catch(() => null);
    if (queues.kind === 'javascript') expect(memory).toBeNull();
    else expect(memory?.used).toBeGreaterThan(100_000);
  });
});
