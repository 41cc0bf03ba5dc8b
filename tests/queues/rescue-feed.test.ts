/** The list of lost pictures is gone through now and then, not at every turn of the inbox process. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RescueFeed } from '../../queues/rescue-feed.ts';
import { writeLost } from '../../queues/rescue-list.ts';
import { MemoryStorage } from '../helpers/context.ts';
import { openTestQueues, type TestQueues } from '../helpers/redis.ts';

class Watched extends MemoryStorage {
  looks = 0;
  /** Milliseconds for a look. */
  takes = 0;
  isBroken = false;

  override async list(folder: string) {
    this.looks += 1;
    await sleep(this.takes);
    if (this.isBroken) throw new Error('the disk is away');
    return super.list(folder);
  }
}

let queues: TestQueues;
let state: Watched;
let feed: RescueFeed;

beforeEach(async () => {
  queues = await openTestQueues();
  state = new Watched();
  feed = new RescueFeed(state, queues.producer);
});
afterEach(async () => {
  await queues.wipe();
});

async function lose(count: number, notBefore = 0): Promise<void> {
  const nothing = { timestamp: '20200720024524', pictures: [], visits: 0 };
  for (let n = 0; n < count; n += 1)
    await writeLost(state, { ref: `f${String(n).padStart(20, '0')}`, ...nothing, notBefore });
}

it('keeps twenty in the queue, of those whose time has come', async () => {
  await lose(30, 1_000);
  await feed.feedIfDue(0);
  expect((await queues.producer.queuedRescues()).size).toBe(0);
  await feed.feedIfDue(60_000);
  expect((await queues.producer.queuedRescues()).size).toBe(20);
});

it('looks every five seconds', async () => {
  for (const now of [0, 1, 4_999, 5_000, 9_999]) await feed.feedIfDue(now);
  expect(state.looks).toBe(2);
});

it('looks more seldom where that takes long', async () => {
  state.takes = 200;
  await feed.feedIfDue(0);
  await feed.feedIfDue(9_000);
  expect(state.looks).toBe(1);
});

it('does not look again at once where it cannot', async () => {
  state.isBroken = true;
  await expect(feed.feedIfDue(0)).rejects.toThrow('away');
  await feed.feedIfDue(4_999);
  expect(state.looks).toBe(1);
});
