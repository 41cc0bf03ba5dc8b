/**
 * A worker process: consumers for the named stages, and the pool of children
 * that computes for them. `offprint worker` runs it in its own process; the
 * supervisor forks it and sends it its orders as the first message.
 */
import { UnrecoverableError, Worker } from 'bullmq';
import type { Logger } from 'pino';
import { claimVersion } from '../queues/claims.ts';
import { companionBytes } from '../queues/companions.ts';
import { type RunStage, startConsumer } from '../queues/consumer.ts';
import { Ledger } from '../queues/endings.ts';
import { startHeartbeat } from '../queues/heartbeat.ts';
import { HostGate } from '../queues/host-gate.ts';
import {
  type ContextOf,
  type Input,
  type Output,
  pipeline,
  type Stages,
} from '../queues/pipeline.ts';
import {
  CATALOG,
  type CatalogJob,
  Producer,
  type QueueSettings,
  traced,
} from '../queues/producer.ts';
import { Pulse } from '../queues/pulse.ts';
import { counted } from '../queues/queue-figures.ts';
import { type LaneOptions, startRescueLane } from '../queues/rescue-lane.ts';
import { openTraces } from '../queues/traces.ts';
import { archiveIsThere, archiveWatch, openBoth } from '../shared/archive-marker.ts';
import type { Config, StageName } from '../shared/config.ts';
import type { Context } from '../shared/context.ts';
import { openDownload } from '../shared/download.ts';
import { RetryLater } from '../shared/errors.ts';
import { liveWithParent } from '../shared/forked.ts';
import { openLog, secretsOf } from '../shared/log.ts';
import { openWorkerMetrics, type WorkerMetrics } from '../shared/metrics.ts';
import { connect } from '../shared/queue-store.ts';
import type { Storage } from '../shared/storage.ts';
import { KnownArticles } from './catalog/known-articles.ts';
import { catalog } from './catalog.ts';
import { answerScrapes, Meter, metered } from './metering.ts';
import { ChildPool } from './pool.ts';
import { rescue } from './rescue.ts';
import { stages } from './stages.ts';
import { watchIntake, watchLoop } from './watchdog.ts';

export interface WorkerOrders {
  config: Config;
  queues: QueueSettings;
  stages: StageName[];
}

export interface RunningWorkers {
  metrics: WorkerMetrics;
  /** Finishes or hands back what runs, then ends the children; at most `STOP_DEADLINE`. */
  close(): Promise<void>;
}

/** Milliseconds. BullMQ's close never returns while the store is away. */
const STOP_DEADLINE = 20_000;
/** Milliseconds until a job looks again whether the archive's disk is back. */
const ARCHIVE_AWAY = 5_000;

export async function startWorkers(orders: WorkerOrders, log: Logger): Promise<RunningWorkers> {
  const { config, queues } = orders;
  const { state, archive: place } = await openBoth(config);
  const metrics = openWorkerMetrics();
  const meter = new Meter(metrics);
  const archive = metered(place, metrics);
  const ledger = new Ledger(state);
  const died = (work: string) => metrics.deaths.inc({ work });
  const pool = new ChildPool(state, { children: config.workers, died });
  const producer = new Producer(queues, await openTraces(config.traces, 'worker', log));
  await producer.ready();
  const download = openDownload({ allowHosts: config.allowHosts });
  const gate = new HostGate({
    redis: producer.redis,
    prefix: config.prefix,
    rate: config.hostRate,
    ownHosts: config.allowHosts,
  });
  const pulse = new Pulse();
  const shared = { config, log, state, archive, pool, download, gate, meter };
  const consumers = orders.stages.map((stage) =>
    startConsumer(stage, runner(stage, shared), {
      queues,
      producer,
      ledger,
      log,
      concurrency: config.concurrency[stage],
      rescues: config.rescueSources.length > 0,
      pulse,
      metrics,
    }),
  );
  consumers.push(startCatalog({ ...shared, queues, producer }));
  const lane = startLane(shared, queues, producer);
  if (lane) consumers.push(lane);
  const stopWatching = keepWatch(orders, { pulse, producer, log });
  return {
    metrics,
    async close() {
      await Promise.race([stopWatching(), deadline(1_000)]);
      // Nobody waits for web archives: the list keeps what the lane has not finished.
      lane?.cancelAllJobs('stopping');
      const closed = Promise.all(consumers.map((consumer) => consumer.close()));
      await Promise.race([closed, deadline(STOP_DEADLINE)]);
      await Promise.race([Promise.all([pool.close(), producer.close()]), deadline(2_000)]);
    },
  };
}

/** Tells others that this process is alive, and ends it where it only seems so. */
function keepWatch(
  { config, stages }: WorkerOrders,
  around: { pulse: Pulse; producer: Producer; log: Logger },
): () => Promise<void> {
  const { redis } = around.producer;
  const stopHeartbeat = startHeartbeat({
    redis,
    prefix: config.prefix,
    stages,
    children: config.workers,
  });
  const stopLoopWatch = watchLoop();
  // Not process.exitCode: whatever hangs here would keep the process.
  const stopIntakeWatch = watchIntake({ ...around, stages, end: () => process.exit(1) });
  return async () => {
    stopIntakeWatch();
    await Promise.all([stopLoopWatch(), stopHeartbeat()]);
  };
}

/** null where there are no web archives to ask. */
function startLane(shared: Shared, queues: QueueSettings, producer: Producer): Worker | null {
  const { config, meter, download } = shared;
  const sources = config.rescueSources;
  if (sources.length === 0) return null;
  const asks = { ...shared, sources, download: meter.download(download, 'rescue') };
  const visit: LaneOptions['visit'] = (lost, { enterHost, signal }) =>
    rescue(lost, { ...asks, enterHost: meter.turns(enterHost), signal });
  return startRescueLane({ ...shared, queues, producer, visit });
}

interface Shared {
  config: Config;
  log: Logger;
  state: Storage;
  archive: Storage;
  pool: ChildPool;
  download: Context['download'];
  gate: HostGate;
  meter: Meter;
}

type Around = Parameters<RunStage<StageName>>[1];

/** Puts the stage where its row says it runs. */
function runner<S extends StageName>(stage: S, shared: Shared) {
  const { config, pool } = shared;
  const isThere = archiveWatch(shared.archive);
  return async (input: Input<S>, around: Around): Promise<Output<S>> => {
    if (pipeline[stage].runs === 'child') {
      return pool.stage<Output<S>>(stage, input, config.stages, around.receipt);
    }
    // An unmounted disk leaves an empty folder behind: nothing is written into that.
    if (!(await isThere())) throw new RetryLater('E_STORAGE', ARCHIVE_AWAY);
    const run = stages[stage] as Stages[S];
    const context = contextFor(shared, { ...around, stage }) as ContextOf<S>;
    const output = await run(input, context).catch(async (error: unknown) => {
      // Whatever a stage says that found nothing in an archive which is away.
      throw (await archiveIsThere(shared.archive))
        ? error
        : new RetryLater('E_STORAGE', ARCHIVE_AWAY);
    });
    if (stage === 'images') shared.meter.pictures((output as Output<'images'>).pictures);
    return output;
  };
}

function contextFor(
  { config, state, archive, pool, download, gate, meter }: Shared,
  { log, signal, receipt, stage }: Around & { stage: StageName },
): Context {
  return {
    settings: config.stages,
    log,
    signal,
    state,
    archive,
    download: meter.download(download, stage),
    enterHost: meter.turns((visit, patience: number) => gate.enter(visit, patience)),
    piece: (name, input, holder = receipt) => pool.piece(name, input, holder),
    companion: (path) => companionBytes(state, path),
    claim: (id, version) => claimVersion({ state, archive }, { id, version, receipt }),
  };
}

interface CatalogOptions extends Pick<Shared, 'state' | 'archive' | 'log'> {
  queues: QueueSettings;
  producer: Producer;
}

function startCatalog({ queues, producer, state, archive, log }: CatalogOptions): Worker {
  const known = new KnownArticles(archive);
  const worker = new Worker<CatalogJob>(
    CATALOG,
    async ({ data }) => {
      if (!(await archiveIsThere(archive))) throw new UnrecoverableError('the archive is away');
      const broken = await catalog(archive, await known.read(data));
      if (broken.length > 0)
        log.warn({ broken }, 'catalog entries that cannot be read; see: offprint verify');
      await state.write('catalog.json', JSON.stringify({ turn: data.turn }));
    },
    {
      connection: connect(queues.address, { failFast: false }),
      prefix: queues.prefix,
      ...traced(producer),
      concurrency: 1,
      lockDuration: 30_000,
      stalledInterval: 3_000,
      maxStalledCount: 1_000,
      metrics: counted,
    },
  );
  worker.on('error', (error) => log.debug({ error: error.message }, 'queue'));
  worker.on('failed', (_, error) => log.warn({ error: error.message }, 'front page'));
  return worker;
}

function deadline(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

/** The forked process. It lives as long as its parent's channel, and stops when told. */
function runForked(): void {
  let running: Promise<RunningWorkers> | null = null;
  liveWithParent();
  process.on('message', (message: { orders?: WorkerOrders; stop?: true }) => {
    if (message.orders) {
      const { config } = message.orders;
      const log = openLog(config.logLevel, { secrets: secretsOf(config) });
      running = startWorkers(message.orders, log);
      running.then(
        ({ metrics }) => {
          answerScrapes(metrics.registry);
          process.send?.({ ready: true });
        },
        (error: unknown) => {
          log.fatal(error, 'the worker could not start');
          process.exit(1);
        },
      );
    }
    if (message.stop)
      void (running ?? Promise.resolve(null))
        .then((open) => open?.close())
        .finally(() => process.exit(0));
  });
}

if (process.send && process.argv[2] === '--forked') runForked();
