/**
 * Redis is only a to-do list. What it has lost is found here and added again
 * from the receipts: at start, every 30 s, and at once when it was emptied.
 */
import type { Logger } from 'pino';
import { ArticleJob } from '../shared/article.ts';
import { stageNames } from '../shared/config.ts';
import type { Producer } from './producer.ts';
import type { ReceiptBook } from './receipt-book.ts';
import { openRefs, type Receipt, splitRef } from './receipts.ts';

/** Milliseconds. */
const EVERY = 30_000;
const LOOK_FOR_SENTINEL_EVERY = 1_000;
/** Milliseconds without a job after which an article counts as forgotten. */
const STUCK = 60_000;

export class Reconciler {
  readonly #book: ReceiptBook;
  readonly #producer: Producer;
  readonly #log: Logger;
  readonly #sentinel: string;
  /** By article, the generation whose work is gone. */
  readonly #lost = new Map<string, number>();
  readonly #lastMoved = new Map<string, number>();
  #next = 0;
  #nextSentinel = 0;
  /** Also what has only just moved: at the start, and after the store was emptied. */
  #wantsAll = true;

  constructor(options: { book: ReceiptBook; producer: Producer; log: Logger; prefix: string }) {
    this.#book = options.book;
    this.#producer = options.producer;
    this.#log = options.log;
    this.#sentinel = `${options.prefix}:sentinel`;
  }

  moved(ref: string): void {
    this.#lastMoved.set(ref, Date.now());
  }

  /** Its work is gone: it starts again at the next turn, without waiting to be found stuck. */
  lost({ receipt, generation }: ArticleJob): void {
    this.#lost.set(receipt, generation);
  }

  /** Does nothing while the store is away: it is asked again at the next turn. */
  async runIfDue(now: number): Promise<void> {
    try {
      if (now >= this.#nextSentinel) await this.#watchSentinel(now);
      if (this.#lost.size > 0) await this.#startLost();
      if (now >= this.#next || this.#wantsAll) await this.#run();
    } catch (error) {
      this.#log.debug({ err: error }, 'the queue store is away');
    }
  }

  async #startLost(): Promise<void> {
    for (const [ref, generation] of this.#lost) {
      const receipt = this.#book.get(splitRef(ref).receipt);
      const isOpen = receipt && !receipt.settled && openRefs(receipt).includes(ref);
      // Where it was started again already, whoever did that has the next generation.
      if (isOpen && receipt.generation === generation) await this.#addAgain(receipt);
      this.#lost.delete(ref);
    }
  }

  async #run(): Promise<void> {
    const now = Date.now();
    const all = this.#wantsAll;
    const open = this.#book.open().filter(({ sameAs }) => sameAs === null);
    const refs = new Set(open.flatMap(openRefs));
    for (const ref of this.#lastMoved.keys()) if (!refs.has(ref)) this.#lastMoved.delete(ref);
    if (open.length > 0) await this.#addLost(open, all, now);
    // Only now: where the store went away meanwhile, the next turn tries again.
    this.#next = now + EVERY;
    this.#wantsAll = false;
  }

  async #addLost(open: Receipt[], all: boolean, now: number): Promise<void> {
    const live = await liveRefs(this.#producer);
    for (const ref of live) this.#lastMoved.set(ref, now);
    for (const receipt of open) {
      const lost = openRefs(receipt).filter(
        (ref) => !live.has(ref) && (all || this.#isStuck(ref, now)),
      );
      if (lost.length > 0) await this.#addAgain(receipt);
    }
  }

  #isStuck(ref: string, now: number): boolean {
    const moved = this.#lastMoved.get(ref);
    if (moved === undefined) this.#lastMoved.set(ref, now);
    return moved !== undefined && now - moved > STUCK;
  }

  /** With the next generation: an id that BullMQ has seen is silently ignored. */
  async #addAgain(receipt: Receipt): Promise<void> {
    const next = { ...receipt, generation: receipt.generation + 1 };
    await this.#book.put(next);
    this.#log.info({ receipt: receipt.receipt, generation: next.generation }, 'added again');
    for (const ref of openRefs(next)) {
      this.moved(ref);
      await this.#producer.enqueue('ingest', { receipt: ref, generation: next.generation }, ref);
    }
  }

  /** A key of ours in the store. Where it is gone, so are the jobs. */
  async #watchSentinel(now: number): Promise<void> {
    this.#nextSentinel = now + LOOK_FOR_SENTINEL_EVERY;
    const isNew = await this.#producer.redis.set(this.#sentinel, '1', 'NX');
    if (isNew) this.#wantsAll = true;
  }
}

/**
 * The articles with a job that waits or runs. The queues are read in the order
 * of the flow: a job that moves on meanwhile is added to the next queue before
 * it leaves its own, so it cannot be missed.
 */
async function liveRefs(producer: Producer): Promise<Set<string>> {
  const live = new Set<string>();
  for (const stage of stageNames) {
    const jobs = await producer
      .queue(stage)
      .getJobs(['active', 'waiting', 'delayed', 'prioritized', 'waiting-children']);
    for (const job of jobs) {
      const parsed = ArticleJob.safeParse(job?.data);
      if (parsed.success) live.add(parsed.data.receipt);
    }
  }
  return live;
}
