/**
 * The only file between a stage and BullMQ. It finds the input, runs the stage
 * once, writes the output, hands the article on, and turns our errors into
 * BullMQ's. Output first, hand-over second, completion last: a crash in between
 * repeats the step after it, which finds everything done.
 */
import { DelayedError, type Job, UnrecoverableError, Worker } from 'bullmq';
import type { Logger } from 'pino';
import { type AcceptedFile, ArticleJob } from '../shared/article.ts';
import type { Code } from '../shared/codes.ts';
import type { StageName } from '../shared/config.ts';
import { EarlyEnd, PermanentError, RetryLater, TransientError } from '../shared/errors.ts';
import { failpoint } from '../shared/failpoint.ts';
import type { JobOutcome, WorkerMetrics } from '../shared/metrics.ts';
import { connect } from '../shared/queue-store.ts';
import { redact } from '../shared/redact.ts';
import { endDuplicate, endFailed, endMany, endPublished, type Ledger } from './endings.ts';
import { hash } from './outputs.ts';
import { type Input, type Output, pipeline } from './pipeline.ts';
import { type Producer, type QueueSettings, traced } from './producer.ts';
import type { Pulse } from './pulse.ts';
import { counted } from './queue-figures.ts';
import { splitRef } from './receipts.ts';
import { listLost } from './rescue-list.ts';

/** One stage, wherever it runs: `main.ts` of the worker puts the context in. */
export type RunStage<S extends StageName> = (
  input: Input<S>,
  around: { log: Logger; signal: AbortSignal; receipt: string },
) => Promise<Output<S>>;

export interface ConsumerOptions {
  queues: QueueSettings;
  producer: Producer;
  ledger: Ledger;
  log: Logger;
  concurrency?: number | undefined;
  /** Whether there are web archives to look for lost pictures in. */
  rescues?: boolean;
  /** What the watchdog of this process goes by. */
  pulse?: Pulse;
  metrics?: WorkerMetrics;
}

/** Where it is not `info`: what is to be mended, and what only repeats. */
const LEVELS: Partial<Record<JobOutcome, 'warn' | 'debug'>> = {
  failed: 'warn',
  idle: 'debug',
  known: 'debug',
};

/** Locks are renewed by an event loop that only does I/O; a dead worker's jobs come back after both. */
const LOCK = 5_000;
const STALLED_CHECK = 2_000;

export function startConsumer<S extends StageName>(
  stage: S,
  run: RunStage<S>,
  options: ConsumerOptions,
): Worker {
  const { queues, producer, log, pulse } = options;
  const concurrency = options.concurrency ?? pipeline[stage].concurrency;
  pulse?.opens(stage, concurrency);
  const worker = new Worker(
    stage,
    // BullMQ passes the signal only to a processor that declares three parameters.
    async (job, token, signal) => {
      const work = new StageRun(stage, run, options, job);
      pulse?.begin(stage);
      try {
        await work.go(signal ?? new AbortController().signal);
      } catch (error) {
        await work.translate(error, token);
      } finally {
        pulse?.end(stage);
      }
    },
    {
      connection: connect(queues.address, { failFast: false }),
      prefix: queues.prefix,
      ...traced(producer),
      concurrency,
      lockDuration: LOCK,
      stalledInterval: STALLED_CHECK,
      // The death of a worker is charged to nobody; a piece that kills its child is counted elsewhere.
      maxStalledCount: 1_000,
      maxStartedAttempts: 1_000,
      drainDelay: 2,
      metrics: counted,
    },
  );
  worker.on('error', (error) => log.debug({ stage, error: error.message }, 'queue'));
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) worker.cancelJob(id, 'another worker has taken it over');
  });
  return worker;
}

class StageRun<S extends StageName> {
  readonly #stage: S;
  readonly #run: RunStage<S>;
  readonly #options: ConsumerOptions;
  readonly #job: Job;
  readonly #started = Date.now();
  #log: Logger;
  #ref: ArticleJob | null = null;
  /** The id, known after `ingest`. */
  #article: string | null = null;

  constructor(stage: S, run: RunStage<S>, options: ConsumerOptions, job: Job) {
    this.#stage = stage;
    this.#run = run;
    this.#options = options;
    this.#job = job;
    this.#log = options.log.child({ stage, job: job.id, attempt: job.attemptsMade + 1 });
  }

  async go(cancelled: AbortSignal): Promise<void> {
    const { ledger } = this.#options;
    const parsed = ArticleJob.safeParse(this.#job.data);
    if (!parsed.success) throw new PermanentError('E_JOB');
    const ref = parsed.data;
    this.#ref = ref;
    this.#options.producer.traces?.note({ receipt: ref.receipt });
    this.#log = this.#log.child({ receipt: ref.receipt });
    if (await ledger.receipts.hasEnded(ref)) return this.#tell('idle', this.#stage);
    const input = await this.#input(ref);
    // Somebody emptied `state/`: the reconciler starts the article again from its source.
    if (!input) return this.#tell('idle', this.#stage);
    this.#article = idOf(input.value);
    const known = await ledger.outputs.output(this.#stage, ref.receipt, input.hash);
    await this.#handOver(ref, known ?? (await this.#make(ref, input, cancelled)));
    this.#tell(known ? 'known' : 'done', this.#stage);
  }

  async #input(ref: ArticleJob): Promise<{ value: Input<S>; hash: string } | null> {
    const { ledger } = this.#options;
    if (this.#stage !== 'ingest') return ledger.outputs.input(this.#stage, ref.receipt);
    const value = await acceptedFile(ledger, ref.receipt);
    return value && { value: value as Input<S>, hash: hash(value) };
  }

  async #make(ref: ArticleJob, input: { value: Input<S>; hash: string }, cancelled: AbortSignal) {
    const signal = AbortSignal.any([cancelled, AbortSignal.timeout(pipeline[this.#stage].timeout)]);
    const started = Date.now();
    const around = { log: this.#log, signal, receipt: ref.receipt };
    const watch = this.#options.metrics?.stageSeconds.startTimer({ stage: this.#stage });
    const work = this.#run(input.value, around);
    const made = await Promise.race([work, whenAborted(signal)]).finally(() => watch?.());
    const output = pipeline[this.#stage].output.parse(made) as Output<S>;
    failpoint(`${this.#stage}.before-output`);
    const [at, ms] = [new Date(started).toISOString(), Date.now() - started];
    await this.#options.ledger.outputs.write(this.#stage, ref.receipt, {
      inputHash: input.hash,
      at,
      ms,
      output,
    });
    this.#article = idOf(output);
    return output;
  }

  async #handOver(ref: ArticleJob, output: Output<S>): Promise<void> {
    const { next } = pipeline[this.#stage];
    this.#options.producer.traces?.note({ article: output.id });
    failpoint(`${this.#stage}.before-hand-over`);
    if (next) {
      await this.#options.producer.enqueue(next, ref, `${output.id}_${versionOf(output)}`);
    } else {
      const { ledger, rescues } = this.#options;
      if (rescues) await listLost(ledger.state, ledger.outputs, ref.receipt);
      await endPublished(ledger, ref, output as Output<'publish'>);
    }
    failpoint(`${this.#stage}.after-hand-over`);
  }

  /** Says what happens next: never again, at a given time, or another attempt by the row's policy. */
  async translate(error: unknown, token: string | undefined): Promise<void> {
    const ref = this.#ref;
    if (error instanceof EarlyEnd && ref) return this.#endEarly(ref, error);
    if (error instanceof RetryLater) {
      this.#tell('later', error.message, { code: error.code, delay: error.delay });
      await this.#job.moveToDelayed(Date.now() + error.delay, token);
      throw new DelayedError();
    }
    const { code, message } = whatFailed(error);
    const attempts = this.#job.attemptsMade + 1;
    const final = error instanceof PermanentError || attempts >= (this.#job.opts.attempts ?? 1);
    this.#tell(final ? 'failed' : 'tried', message, { code, err: asBug(error) });
    if (ref) await this.#options.ledger.outputs.failed(this.#stage, ref.receipt, message);
    // What the queue keeps is shown to whoever may see the queues: no secrets, no paths of ours.
    const shown = `${code}: ${redact(message)}`;
    if (!final) throw new Error(shown);
    if (ref)
      await endFailed(this.#options.ledger, ref, { code, message, stage: this.#stage, attempts });
    throw new UnrecoverableError(shown);
  }

  async #endEarly(ref: ArticleJob, { early }: EarlyEnd): Promise<void> {
    const { ledger, producer } = this.#options;
    if (early.outcome === 'duplicate') {
      this.#article = early.id;
      this.#tell('duplicate', this.#stage);
      return endDuplicate(ledger, ref, early);
    }
    this.#tell('many', this.#stage, { articles: early.addresses.length });
    for (const part of await endMany(ledger, ref, early.addresses)) {
      await producer.enqueue('ingest', part, part.receipt);
    }
    await ledger.receipts.holdsMany(ref, early.addresses.length);
  }

  /**
   * What every attempt leaves for those who watch: a line of the log, with the same names whatever came
   * of it, a count and a note in its trace. `ms` are milliseconds.
   */
  #tell(
    outcome: JobOutcome,
    message: string,
    more: { code?: Code; [name: string]: unknown } = {},
  ): void {
    const { metrics, producer } = this.#options;
    const ms = Date.now() - this.#started;
    this.#log[LEVELS[outcome] ?? 'info']({ article: this.#article, ms, outcome, ...more }, message);
    metrics?.jobs.inc({ stage: this.#stage, outcome });
    producer.traces?.note({ outcome, ...(more.code && { code: more.code }) });
  }
}

/** The file of a receipt; for a part of a file of addresses, with the address of that part. */
async function acceptedFile(ledger: Ledger, ref: string): Promise<AcceptedFile | null> {
  const { receipt, part } = splitRef(ref);
  const found = await ledger.receipts.read(receipt);
  const sha256 = found?.file.sha256;
  if (!found || !sha256) return null;
  const again = found.again[part]?.again ?? null;
  if (again) return { ...found.file, sha256, receipt: ref, url: null, again };
  if (part === '') return { ...found.file, sha256, url: null, again };
  const url = await ledger.addressOf(ref);
  return url === null ? null : { ...found.file, sha256, receipt: ref, url, again };
}

function whatFailed(error: unknown): { code: Code; message: string } {
  if (error instanceof PermanentError || error instanceof TransientError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'E_INTERNAL', message: `Something failed that should not: ${message}` };
}

/** The stack of an error nobody expected; of the others the code says it all. */
function asBug(error: unknown): unknown {
  return error instanceof PermanentError || error instanceof TransientError ? undefined : error;
}

function idOf(article: object): string | null {
  return 'id' in article && typeof article.id === 'string' ? article.id : null;
}

function versionOf(output: { version: string }): string {
  return output.version;
}

/** Rejects when the signal fires, so that a stage which ignores its signal cannot hold a job for ever. */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () =>
      reject(new TransientError('E_TIMEOUT', 'The stage took too long.', { cause: signal.reason }));
    if (signal.aborted) fail();
    signal.addEventListener('abort', fail, { once: true });
  });
}
