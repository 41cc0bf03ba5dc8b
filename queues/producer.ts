/** Adds jobs. With consumer.ts and queues.ts, all that imports bullmq. */
import { type JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { type ArticleJob, JOB_FORMAT } from '../shared/article.ts';
import { type StageName, stageNames } from '../shared/config.ts';
import { connect, type StoreAddress, type StoreKind } from '../shared/queue-store.ts';
import { pipeline } from './pipeline.ts';
import type { Traces } from './traces.ts';

/** Where the queues are, and what the store behind them can bear. */
export interface QueueSettings {
  address: StoreAddress;
  kind: StoreKind;
  /** Keeps apart the queues of different archives, and of different tests. */
  prefix: string;
}

/** The queue of the one job that writes the front page and, later, lists and feeds. */
export const CATALOG = 'catalog';
/** The queue of the slow lane: articles whose lost pictures web archives are asked for. */
export const RESCUE = 'rescue';
export const queueNames = [...stageNames, CATALOG, RESCUE] as const;
export type QueueName = (typeof queueNames)[number];

/** A job is ids only; anything larger is a bug. */
const SIZE_LIMIT = 2_000;

/** BullMQ reserves the dot of a part for itself. */
export function jobIdOf(stage: StageName, subject: string, generation: number): string {
  return `${stage}_${subject.replace('.', '-')}_g${generation}`;
}

function catalogJobId(turn: string): string {
  return `catalog_${turn}`;
}

/** What was published since a turn: whoever did that turn needs to read no more. */
export interface CatalogNews {
  since: string;
  ids: string[];
}

export interface CatalogJob {
  turn: string;
  /** null: everything may be another. */
  news: CatalogNews | null;
}

export class Producer {
  readonly #settings: QueueSettings;
  readonly #queues = new Map<QueueName, Queue>();
  /** Shared by all queues. Commands reject at once while the store is away. */
  readonly redis: Redis;
  /** Which the consumers beside it are to use as well. */
  readonly traces: Traces | null;

  constructor(settings: QueueSettings, traces: Traces | null = null) {
    this.#settings = settings;
    this.traces = traces;
    this.redis = connect(settings.address, { failFast: true });
  }

  /**
   * Hands an article to a stage. The id follows from article, stage and
   * generation, so a hand-over that is repeated after a crash finds the job
   * already there. `subject` is the receipt for ingest, `ID_KEY` after it.
   */
  async enqueue(stage: StageName, job: ArticleJob, subject: string): Promise<void> {
    const options = {
      jobId: jobIdOf(stage, subject, job.generation),
      ...pipeline[stage].retry,
      ...this.#keep(),
      sizeLimit: SIZE_LIMIT,
      // The log has it; the pages of the queues show it to whoever may see them.
      stackTraceLimit: 0,
    };
    const data = { ...job, format: JOB_FORMAT };
    const add = () => this.queue(stage).add(stage, data, options);
    // An article is one trace, also where a file holds many.
    await (stage === 'ingest' && this.traces ? this.traces.apart(add) : add());
  }

  /** Asks for a new front page; `turn` tells one wish from the next. */
  async enqueueCatalog({ turn, news }: CatalogJob): Promise<void> {
    await this.queue(CATALOG).add(
      CATALOG,
      { turn, news },
      { jobId: catalogJobId(turn), attempts: 5, backoff: 1_000, ...this.#keep() },
    );
  }

  /** Whether such a job is still to be done, or being done. */
  async hasCatalogJob(turn: string): Promise<boolean> {
    const state = await this.queue(CATALOG).getJobState(catalogJobId(turn));
    return state !== 'unknown' && state !== 'completed' && state !== 'failed';
  }

  /** Sends the slow lane to an article; `turn` tells one visit from the next. */
  async enqueueRescue(ref: string, turn: string): Promise<void> {
    await this.queue(RESCUE).add(
      RESCUE,
      { ref },
      {
        jobId: `rescue_${ref.replace('.', '-')}_${turn}`,
        attempts: 1,
        ...this.#keep(),
        sizeLimit: SIZE_LIMIT,
      },
    );
  }

  /** The refs of the articles that the slow lane is on its way to. */
  async queuedRescues(): Promise<Set<string>> {
    const jobs = await this.queue(RESCUE).getJobs(['active', 'waiting', 'delayed']);
    return new Set(jobs.flatMap((job) => job?.data.ref ?? []));
  }

  queue(name: QueueName): Queue {
    const known = this.#queues.get(name);
    if (known) return known;
    const queue = new Queue(name, {
      connection: this.redis,
      prefix: this.#settings.prefix,
      ...traced(this),
      // The event stream is for watchers only; the JavaScript store copies it on every write.
      streams: { events: { maxLen: this.#settings.kind === 'javascript' ? 50 : 1_000 } },
    });
    // Without a listener a lost connection would end the process; the connection mends itself.
    queue.on('error', () => {});
    this.#queues.set(name, queue);
    return queue;
  }

  /** Without it the first commands would reject, as there is no offline queue. */
  async ready(): Promise<void> {
    // Not events.once(), which gives up at the first error: the connection mends itself.
    const ready = new Promise<void>((resolve) => this.redis.once('ready', resolve));
    if (this.redis.status !== 'ready') await ready;
    await Promise.all(queueNames.map((name) => this.queue(name).waitUntilReady()));
  }

  async close(): Promise<void> {
    const queues = [...this.#queues.values()].map((queue) => queue.close());
    await Promise.all([...queues, this.traces?.close()]);
    this.redis.disconnect();
  }

  #keep(): Pick<JobsOptions, 'removeOnComplete' | 'removeOnFail'> {
    const small = this.#settings.kind === 'javascript';
    return {
      removeOnComplete: { count: small ? 20 : 1_000, age: 86_400 },
      removeOnFail: { count: small ? 50 : 5_000, age: 30 * 86_400 },
    };
  }
}

/** What a queue or worker is told of traces: nothing where there are none. */
export function traced({ traces }: Pick<Producer, 'traces'>) {
  return traces ? { telemetry: traces.telemetry } : {};
}
