/** Takes the jobs of a stage from its queue; stage-run.ts does what each asks for. */
import { Worker } from 'bullmq';
import type { Logger } from 'pino';
import type { StageName } from '../shared/config.ts';
import type { WorkerMetrics } from '../shared/metrics.ts';
import { connect } from '../shared/queue-store.ts';
import type { Ledger } from './endings.ts';
import { type Input, type Output, pipeline } from './pipeline.ts';
import { type Producer, type QueueSettings, traced } from './producer.ts';
import type { Pulse } from './pulse.ts';
import { counted } from './queue-figures.ts';
import { StageRun } from './stage-run.ts';

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
