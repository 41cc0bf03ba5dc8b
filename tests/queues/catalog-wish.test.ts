import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CatalogWish } from '../../queues/catalog-wish.ts';
import type { CatalogJob } from '../../queues/producer.ts';
import { DiskStorage, type Storage } from '../../shared/storage.ts';
import { openTestQueues, type TestQueues } from '../helpers/redis.ts';

describe('the wish for a front page', () => {
  let queues: TestQueues;
  let folder: string;
  let state: Storage;
  let wish: CatalogWish;
  /** The clock of the wishes: milliseconds since the first of them. */
  let start: number;

  beforeEach(async () => {
    queues = await openTestQueues();
    folder = await mkdtemp(join(tmpdir(), 'offprint-wish-'));
    state = new DiskStorage(folder);
    wish = new CatalogWish(queues.producer, state);
    start = Date.now();
  });
  afterEach(async () => {
    await queues.wipe();
    await rm(folder, { recursive: true });
  });

  const at = (ms: number, quiet = false) => wish.askIfDue(start + ms, quiet);
  const queue = () => queues.producer.queue('catalog');
  const asked = async () =>
    (await queue().getWaiting())
      .map(({ data }) => data as CatalogJob)
      .sort((a, b) => Number(a.turn) - Number(b.turn));
  const latest = async () => (await asked()).at(-1);
  /** As a worker does when it has written the page. */
  async function answer(): Promise<void> {
    const turn = (await latest())?.turn;
    await state.write('catalog.json', JSON.stringify({ turn }));
    await queue().remove(`catalog_${turn}`);
  }

  it('waits a little for more, unless nothing more is coming', async () => {
    wish.wish('a');
    await at(1_000);
    expect(await asked()).toEqual([]);
    await at(1_000, true);
    expect(await asked()).toHaveLength(1);
  });

  it('has everything read first, and afterwards only what is new since', async () => {
    wish.wish('a');
    await at(6_000);
    const first = await latest();
    expect(first).toEqual({ turn: `${start + 6_000}`, news: null });
    wish.wish('b');
    await answer();
    await at(6_500);
    expect(wish.isFulfilled).toBe(false);
    wish.wish('c');
    wish.wish('b');
    await at(20_000);
    expect((await latest())?.news).toEqual({ since: first?.turn, ids: ['b', 'c'] });
    await answer();
    await at(20_100);
    expect(wish.isFulfilled).toBe(true);
  });

  it('has everything read where anything may be another, or too much is new', async () => {
    wish.wish('a');
    await at(6_000);
    await answer();
    await at(6_100);
    wish.wish(null);
    wish.wish('b');
    await at(20_000);
    expect((await latest())?.news).toBeNull();
    await answer();
    await at(20_100);
    for (let id = 0; id <= 5_000; id += 1) wish.wish(`${id}`);
    await at(40_000);
    expect((await latest())?.news).toBeNull();
  });

  it.each([
    { took: 2_000, until: 20_000 },
    { took: 20_000, until: 60_000 },
  ])(
    'comes back so seldom that pages take a tenth of the time: $took ms',
    async ({ took, until }) => {
      wish.wish('a');
      await at(6_000);
      await answer();
      await at(6_000 + took);
      wish.wish('b');
      await at(6_000 + until - 1);
      expect(await asked()).toEqual([]);
      await at(6_000 + until);
      expect(await asked()).toHaveLength(1);
    },
  );

  it('does not ask again while somebody is at it, however long that takes', async () => {
    wish.wish('a');
    await at(6_000);
    for (const minute of [1, 2, 3, 4]) await at(minute * 60_000);
    expect(await asked()).toHaveLength(1);
    expect(wish.isFulfilled).toBe(false);
    await answer();
    await at(5 * 60_000);
    expect(wish.isFulfilled).toBe(true);
  });

  it('asks again, for everything, where the queue has lost the job; not for ever', async () => {
    for (const turn of [1, 2, 3]) {
      wish.wish('a');
      await at(turn * 60_000);
      expect((await latest())?.news).toBeNull();
      await queue().obliterate({ force: true });
      await at(turn * 60_000 + 31_000);
      expect(wish.isFulfilled).toBe(turn === 3);
    }
  });

  it('reads an answer that a crash has cut off as none', async () => {
    wish.wish('a');
    await at(6_000);
    await state.write('catalog.json', '{"tur');
    await at(6_500);
    expect(wish.isFulfilled).toBe(false);
  });
});
