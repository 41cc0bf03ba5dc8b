/**
 * One run of a stage for one article. It finds the input, runs the stage once,
 * writes the output, hands the article on, and turns our errors into BullMQ's.
 * Output first, hand-over second, completion last: a crash in between repeats
 * the step after it, which finds everything done.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { DelayedError, type Job, UnrecoverableError } from 'bullmq';
import type { Logger } from 'pino';
import { type AcceptedFile, ArticleJob, JOB_FORMAT, JobFormat } from '../shared/article.ts';
import type { Code } from '../shared/codes.ts';
import type { StageName } from '../shared/config.ts';
import { Deadline } from '../shared/deadline.ts';
import {
  EarlyEnd,
  fromNewer,
  PermanentError,
  RetryLater,
  TransientError,
} from '../shared/errors.ts';
import { failpoint } from '../shared/failpoint.ts';
import type { JobOutcome } from '../shared/metrics.ts';
import { storeTrouble } from '../shared/queue-store.ts';
import { redact } from '../shared/redact.ts';
import { storageTrouble } from '../shared/storage-trouble.ts';
import type { ConsumerOptions, RunStage } from './consumer.ts';
import { endDuplicate, endFailed, endMany, endPublished, type Ledger } from './endings.ts';
import { hash, type Left } from './outputs.ts';
import { type Input, type Output, pipeline } from './pipeline.ts';
import { type Failure, type Receipt, type Step, splitRef } from './receipts.ts';
import { listLost } from './rescue-list.ts';

/** Where it is not `info`: what is to be mended, and what only repeats. */
const LEVELS: Partial<Record<JobOutcome, 'warn' | 'debug'>> = {
  failed: 'warn',
  idle: 'debug',
  known: 'debug',
};

/** Milliseconds within which a record that is being written is whole. */
const WRITING = 100;

/** What a stage has made, or had made before; null where a later one has written over it. */
interface Done<S extends StageName> {
  output: Output<S> | null;
  about: Left<unknown>['about'];
}

export class StageRun<S extends StageName> {
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
    const isNewer = (JobFormat.safeParse(this.#job.data).data?.format ?? 0) > JOB_FORMAT;
    if (isNewer) throw fromNewer('This job');
    const parsed = ArticleJob.safeParse(this.#job.data);
    if (!parsed.success) throw new PermanentError('E_JOB');
    const ref = parsed.data;
    this.#ref = ref;
    this.#options.producer.traces?.note({ receipt: ref.receipt });
    this.#log = this.#log.child({ receipt: ref.receipt });
    if (this.#isFirst(ref)) await this.#work(ref, cancelled);
    else if (await this.#isDone(ref)) this.#tell('known', this.#stage);
    else await this.#work(ref, cancelled);
  }

  /** Whether nobody can have been here before: looking costs more than it seems. */
  #isFirst({ generation }: ArticleJob): boolean {
    const { attemptsStarted, stalledCounter } = this.#job;
    return generation === 0 && attemptsStarted <= 1 && stalledCounter === 0;
  }

  /** Whether all is there already; then it is handed on once more. */
  async #isDone(ref: ArticleJob): Promise<boolean> {
    const { ledger } = this.#options;
    if (await ledger.receipts.isEnding(ref)) return true;
    const accepted = this.#stage === 'ingest' ? await this.#accepted(ref) : undefined;
    if (accepted === null) return false;
    const done = await ledger.outputs.done(this.#stage, ref.receipt, accepted && hash(accepted));
    if (done) await this.#handOver(ref, done);
    return done !== null;
  }

  async #work(ref: ArticleJob, cancelled: AbortSignal): Promise<void> {
    const input = await this.#input(ref);
    if (!input) return this.#nothingToDo(ref);
    this.#article = idOf(input.value as object);
    await this.#handOver(ref, await this.#make(ref, input, cancelled));
    this.#tell('done', this.#stage);
  }

  /** It has ended, or is further on; or what it had become is gone, and it starts again from its source. */
  async #nothingToDo(ref: ArticleJob): Promise<void> {
    const { receipts, outputs } = this.#options.ledger;
    const isLost = async () =>
      (await outputs.isMissing(ref.receipt)) && (await receipts.readOpen(ref)) !== null;
    if (this.#stage !== 'ingest' && (await isLost())) {
      // Another run may just be writing it.
      await sleep(WRITING);
      if (await isLost()) await receipts.lost(ref);
    }
    this.#tell('idle', this.#stage);
  }

  /** null where there is nothing left to do. */
  async #input(ref: ArticleJob): Promise<Left<Input<S>> | null> {
    const { ledger } = this.#options;
    if (this.#stage === 'ingest') {
      const value = await this.#accepted(ref);
      const about = { accepted: hash(value), subject: '', versions: {}, steps: [] };
      return value && { value: value as Input<S>, about };
    }
    // The stages between cost no more than time; what they make of an older generation is of use to a newer.
    const isOpen = this.#stage !== 'publish' || (await ledger.receipts.readOpen(ref)) !== null;
    return isOpen ? ledger.outputs.input(this.#stage, ref.receipt) : null;
  }

  async #accepted(ref: ArticleJob): Promise<AcceptedFile | null> {
    const { ledger } = this.#options;
    const receipt = await ledger.receipts.readOpen(ref);
    return receipt && acceptedFile(ledger, ref.receipt, receipt);
  }

  async #make(ref: ArticleJob, input: Left<Input<S>>, cancelled: AbortSignal): Promise<Done<S>> {
    const deadline = new Deadline(pipeline[this.#stage].timeout, cancelled);
    const { signal } = deadline;
    const around = { log: this.#log, signal, receipt: ref.receipt };
    const watch = this.#options.metrics?.stageSeconds.startTimer({ stage: this.#stage });
    deadline.go();
    const work = this.#run(input.value, around);
    const made = await Promise.race([work, whenAborted(signal)]).finally(() => {
      deadline.end();
      watch?.();
    });
    const output = pipeline[this.#stage].output.parse(made) as Output<S>;
    failpoint(`${this.#stage}.before-output`);
    // Who the article is does not change any more.
    const subject = input.about.subject || `${output.id}_${output.version}`;
    const steps = [...input.about.steps, await this.#step(ref)];
    const about = { ...input.about, subject, steps };
    await this.#options.ledger.outputs.write(this.#stage, ref.receipt, { output, about });
    this.#article = output.id;
    return { output, about };
  }

  /** This run as the step of the journey that settled the stage. */
  async #step({ receipt, generation }: ArticleJob): Promise<Step> {
    const wasTried = this.#job.attemptsMade > 0 || generation > 0;
    const tries = wasTried ? await this.#options.ledger.outputs.failures(this.#stage, receipt) : [];
    return {
      stage: this.#stage,
      outcome: 'done',
      at: new Date(this.#started).toISOString(),
      ms: Date.now() - this.#started,
      attempts: tries.length + 1,
      failures: tries.map(({ message }) => message),
      tries,
    };
  }

  async #handOver(ref: ArticleJob, { output, about }: Done<S>): Promise<void> {
    const { next } = pipeline[this.#stage];
    const { ledger, producer, rescues } = this.#options;
    const [article = ''] = about.subject.split('_');
    this.#article = article;
    producer.traces?.note({ article });
    failpoint(`${this.#stage}.before-hand-over`);
    if (next) await producer.enqueue(next, ref, about.subject);
    else {
      const published = output as Output<'publish'>;
      if (rescues) await listLost(ledger.state, ref.receipt, published);
      await endPublished(ledger, ref, { article: published, steps: about.steps });
    }
    failpoint(`${this.#stage}.after-hand-over`);
  }

  /** Says what happens next: never again, at a given time, or another attempt by the row's policy. */
  async translate(thrown: unknown, token: string | undefined): Promise<void> {
    const ref = this.#ref;
    const error = storageTrouble(thrown) ?? storeTrouble(thrown) ?? thrown;
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
    if (ref)
      await this.#options.ledger.outputs.failed(
        this.#stage,
        ref.receipt,
        this.#failure(code, message),
      );
    // What the queue keeps is shown to whoever may see the queues: no secrets, no paths of ours.
    const shown = `${code}: ${redact(message)}`;
    if (!final) throw new Error(shown);
    if (ref)
      await endFailed(this.#options.ledger, ref, { code, message, stage: this.#stage, attempts });
    throw new UnrecoverableError(shown);
  }

  #failure(code: Code, message: string): Failure {
    const at = new Date(this.#started).toISOString();
    return { at, ms: Date.now() - this.#started, code, message: redact(message) };
  }

  async #endEarly(ref: ArticleJob, { early }: EarlyEnd): Promise<void> {
    const { ledger, producer } = this.#options;
    if (early.outcome === 'duplicate') {
      this.#article = early.id;
      this.#tell('duplicate', this.#stage);
      return endDuplicate(ledger, ref, { early, steps: [await this.#step(ref)] });
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
async function acceptedFile(
  ledger: Ledger,
  ref: string,
  found: Receipt,
): Promise<AcceptedFile | null> {
  const { part } = splitRef(ref);
  const { sha256 } = found.file;
  if (!sha256) return null;
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

/** Rejects when the signal fires, so that a stage which ignores its signal cannot hold a job for ever. */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () =>
      reject(new TransientError('E_TIMEOUT', 'The stage took too long.', { cause: signal.reason }));
    if (signal.aborted) fail();
    signal.addEventListener('abort', fail, { once: true });
  });
}
