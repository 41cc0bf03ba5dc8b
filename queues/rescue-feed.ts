/** Keeps the `rescue` queue filled from the list, a few articles at a time: the lane is slow. */
import type { Storage } from '../shared/storage.ts';
import type { Producer } from './producer.ts';
import { listedLost, readLost } from './rescue-list.ts';

/** Milliseconds; and where the list is long, so many times as long as it took to go through it. */
const EVERY = 5_000;
const SHARE = 50;
/** Jobs in the queue at once. */
const AHEAD = 20;

export class RescueFeed {
  readonly #state: Storage;
  readonly #producer: Producer;
  #next = 0;

  constructor(state: Storage, producer: Producer) {
    this.#state = state;
    this.#producer = producer;
  }

  /** Does nothing while the store is away: it is asked again at the next turn. */
  async feedIfDue(now: number): Promise<void> {
    if (now < this.#next) return;
    const started = performance.now();
    // Also where it fails.
    this.#next = now + EVERY;
    await this.#feed(now);
    this.#next = now + Math.max(EVERY, (performance.now() - started) * SHARE);
  }

  async #feed(now: number): Promise<void> {
    const listed = await listedLost(this.#state);
    if (listed.length === 0) return;
    const queued = await this.#producer.queuedRescues().catch(() => null);
    if (!queued) return;
    let room = AHEAD - queued.size;
    for (const ref of listed) {
      if (room <= 0) return;
      if (queued.has(ref)) continue;
      const lost = await readLost(this.#state, ref);
      if (!lost || lost.notBefore > now) continue;
      await this.#producer.enqueueRescue(ref, `${now}`).catch(() => undefined);
      room -= 1;
    }
  }
}
