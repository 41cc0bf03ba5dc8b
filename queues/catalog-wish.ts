/**
 * Asks for a front page after articles were published: one job at a time, at most every few seconds, and
 * so seldom that it never takes more than a tenth of the time.
 */
import { z } from 'zod';
import { parseJson } from '../shared/json.ts';
import type { Storage } from '../shared/storage.ts';
import type { CatalogNews, Producer } from './producer.ts';

/** Milliseconds. */
const EVERY = 5_000;
/** One part in so many of the time may go into front pages. */
const SHARE = 10;
/** Milliseconds: the longest that readers wait for what is published. */
const SELDOMEST = 60_000;
/** Ids that a job carries, more than are published until the next page; of more, everything is read again. */
const MOST_IDS = 5_000;
/** Milliseconds after which a job that has not answered counts as lost, unless the queue still has it. */
const PATIENCE = 30_000;
/** Jobs in a row without an answer, after which nobody waits any more: the next start asks again. */
const MAX_UNANSWERED = 3;

export class CatalogWish {
  readonly #producer: Producer;
  readonly #state: Storage;
  /** Wishes so far, and up to which one the last job asked for will fulfil. */
  #wished = 0;
  #asked: { wish: number; turn: string; at: number } | null = null;
  #fulfilled = 0;
  #unanswered = 0;
  #nextAsk = Date.now() + EVERY;
  /** The turn that was answered last, and what was published since; null = nobody knows. */
  #since: string | null = null;
  #published: Set<string> | null = null;

  constructor(producer: Producer, state: Storage) {
    this.#producer = producer;
    this.#state = state;
  }

  /** @param id of the article that is new or another; null where anything may be. */
  wish(id: string | null): void {
    this.#wished += 1;
    if (id === null) this.#published = null;
    else this.#published?.add(id);
  }

  get isFulfilled(): boolean {
    return this.#fulfilled >= this.#wished;
  }

  /** `quiet`: nothing more is coming just now, so there is nothing to wait for. */
  async askIfDue(now: number, quiet: boolean): Promise<void> {
    if (this.#asked) return this.#lookForAnswer(this.#asked, now);
    if (this.isFulfilled || (now < this.#nextAsk && !quiet)) return;
    const turn = `${now}`;
    const news = this.#news();
    try {
      await this.#producer.enqueueCatalog({ turn, news });
      this.#asked = { wish: this.#wished, turn, at: now };
      this.#published = new Set();
    } catch {
      // The store is away: ask again.
      this.#nextAsk = now + 1_000;
    }
  }

  #news(): CatalogNews | null {
    if (this.#since === null || this.#published === null || this.#published.size > MOST_IDS)
      return null;
    return { since: this.#since, ids: [...this.#published] };
  }

  async #lookForAnswer(
    asked: { wish: number; turn: string; at: number },
    now: number,
  ): Promise<void> {
    const bytes = await this.#state.read('catalog.json');
    const written = z.object({ turn: z.string() }).safeParse(parseJson(bytes));
    if (written.success && written.data.turn === asked.turn) {
      this.#fulfilled = asked.wish;
      this.#unanswered = 0;
      this.#asked = null;
      this.#since = asked.turn;
      const took = now - asked.at;
      this.#nextAsk = asked.at + Math.min(SELDOMEST, Math.max(EVERY, took * SHARE));
    } else if (now - asked.at > PATIENCE && !(await this.#isUnderWay(asked.turn))) {
      this.#asked = null;
      this.#since = null;
      this.#unanswered += 1;
      if (this.#unanswered >= MAX_UNANSWERED) this.#fulfilled = asked.wish;
    }
  }

  /** To read everything of a large archive may take minutes: asking again would only add to it. */
  #isUnderWay(turn: string): Promise<boolean> {
    // While the store is away, nobody knows.
    return this.#producer.hasCatalogJob(turn).catch(() => true);
  }
}
