/**
 * The pipeline at a glance, as data: what the dashboard shows and `/api/overview` gives. Counts come
 * from receipts, depths from the queues. However many look at it, it is worked out once a second at
 * most, and never takes more than a fiftieth of the time.
 */
import type { Counts } from '../queues/counts.ts';
import { liveWorkers, type WorkerBeat } from '../queues/heartbeat.ts';
import type { Intake } from '../queues/intake.ts';
import type { KeptCounts } from '../queues/kept-counts.ts';
import type { Producer } from '../queues/producer.ts';
import { storeMemory } from '../queues/queue-depths.ts';
import { type QueueFigures, queueFigures } from '../queues/queue-figures.ts';
import { freeBytes } from '../queues/space.ts';
import type { Config, StageName } from '../shared/config.ts';
import type { StoreKind } from '../shared/queue-store.ts';
import type { Storage } from '../shared/storage.ts';
import { type FailureGroup, failedByStage, failureGroups } from './failures.ts';
import { pace } from './pace.ts';
import { type RecentArticle, RecentArticles } from './recent.ts';

export interface Overview {
  /** ISO 8601: when this was so. */
  at: string;
  counts: Omit<Counts, 'failures' | 'articles'>;
  /** Files in the inbox that have not been accepted yet. */
  inbox: number;
  /** One sentence why nothing is taken just now, else null. */
  paused: string | null;
  /** Articles a second over the last minutes, and how long the rest takes; null where nothing can be said. */
  pace: { perSecond: number; secondsLeft: number | null } | null;
  /** null: the queue store cannot be asked just now. */
  queues: QueueFigures[] | null;
  workers: WorkerBeat[] | null;
  /** Bytes. */
  disk: { free: number; pauseBelow: number };
  /** `used`: bytes; null where the store does not say. */
  store: { kind: StoreKind; used: number | null };
  failures: FailureGroup[];
  /** Articles that ended there. */
  failedByStage: Record<StageName, number>;
  recent: RecentArticle[];
}

export interface OverviewOptions {
  config: Config;
  intake: Pick<Intake, 'book' | 'waiting' | 'paused'>;
  counts: KeptCounts;
  producer: Producer;
  archive: Storage;
  kind: StoreKind;
}

/** Milliseconds between two looks, and how many times as long as a look takes nobody looks again. */
const EVERY = 1_000;
const REST = 50;

export class Overviews {
  readonly #options: OverviewOptions;
  readonly #recent: RecentArticles;
  #last: Promise<Overview> | null = null;
  #next = 0;

  constructor(options: OverviewOptions) {
    this.#options = options;
    this.#recent = new RecentArticles(options.archive);
  }

  /** Of now, or of a moment ago. */
  latest(): Promise<Overview> {
    const now = Date.now();
    if (this.#last && now < this.#next) return this.#last;
    // Whoever asks while this one is being worked out gets it too.
    this.#next = Number.POSITIVE_INFINITY;
    const begun = performance.now();
    this.#last = this.#look().finally(() => {
      this.#next = Date.now() + Math.max(EVERY, (performance.now() - begun) * REST);
    });
    return this.#last;
  }

  async #look(): Promise<Overview> {
    const { config, intake, producer, kind } = this.#options;
    const receipts = intake.book.all();
    const failed = intake.book.failed();
    const { failures: _, articles, ...counts } = this.#options.counts.at(Date.now());
    const [queues, workers, free, memory, recent] = await Promise.all([
      queueFigures(producer).catch(() => null),
      liveWorkers(producer.redis, config.prefix).catch(() => null),
      freeBytes(config.home),
      storeMemory(producer).catch(() => null),
      this.#recent.of(receipts),
    ]);
    const left = counts.inFlight + intake.waiting;
    return {
      at: new Date().toISOString(),
      counts,
      inbox: intake.waiting,
      paused: intake.paused?.message ?? null,
      pace: pace(receipts, left, Date.now()),
      queues,
      workers,
      disk: { free, pauseBelow: config.minFree },
      store: { kind, used: memory?.used ?? null },
      failures: failureGroups(failed),
      failedByStage: failedByStage(failed),
      recent,
    };
  }
}
