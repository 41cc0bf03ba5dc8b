/**
 * A worker process: consumers for the named stages, and the pool of children
 * that computes for them. `offprint worker` runs it in its own process; the
 * supervisor forks it and sends it its orders as the first message.
 */
import { UnrecoverableError, Worker } from 'bullmq';
import type { Logger } from 'pino';
import { claimVersion } from '../queues/claims.ts';
import { companionBytes } from '../queues/companions.ts';
import { startConsumer } from '../queues/consumer.ts';
import { Ledger } from '../queues/endings.ts';
import { HostGate } from '../queues/host-gate.ts';
import {
  type ContextOf,
  type Input,
  type Output,
  pipeline,
  type Stages,
} from '../queues/pipeline.ts';
import { CATALOG, Producer, type QueueSettings } from '../queues/producer.ts';
import { type LaneOptions, startRescueLane } from '../queues/rescue-lane.ts';
import { archiveIsThere } from '../shared/archive-marker.ts';
import type { Config, StageName } from '../shared/config.ts';
import type { Context } from '../shared/context.ts';
import { openDownload } from '../shared/download.ts';
import { RetryLater } from '../shared/errors.ts';
import { liveWithParent } from '../shared/forked.ts';
import { openLog, secretsOf } from '../shared/log.ts';
import { connect } from '../shared/queue-store.ts';
import { DiskStorage, type Storage } from '../shared/storage.ts';
import { catalog } from './catalog.ts';
import { ChildPool } from './pool.ts';
import { rescue } from './rescue.ts';
import { stages } from './stages.ts';

export interface WorkerOrders {
  config: Config;
  queues: QueueSettings;
  stages: StageName[];
}

export interface RunningWorkers {
  /** Finishes or hands back what runs, then ends the children; at most `STOP_DEADLINE`. */
  close(): Promise<void>;
}

/** Milliseconds. BullMQ's close never returns while the store is away. */
const STOP_DEADLINE = 20_000;
/** Milliseconds until a job looks again whether the archive's disk is back. */
const ARCHIVE_AWAY = 5_000;

export async function startWorkers(orders: WorkerOrders, log: Logger): Promise<RunningWorkers> {
  const { config, queues } = orders;
  const state = new DiskStorage(config.state);
  const archive = new DiskStorage(config.archive);
  const ledger = new Ledger(state);
  const pool = new ChildPool(state, { children: config.workers });
  const producer = new Producer(queues);
  await producer.ready();
  const download = openDownload({ allowHosts: config.allowHosts });
  const gate = new HostGate({
    redis: producer.redis,
    prefix: config.prefix,
    rate: config.hostRate,
    ownHosts: config.allowHosts,
  });
  const shared = { config, log, state, archive, pool, download, gate };
  const consumers = orders.stages.map((stage) =>
    startConsumer(stage, runner(stage, shared), {
      queues,
      producer,
      ledger,
      log,
      concurrency: config.concurrency[stage],
      rescues: config.rescueSources.length > 0,
    }),
  );
  consumers.push(startCatalog(queues, state, archive, log));
  let lane: Worker | null = null;
  if (config.rescueSources.length > 0) {
    const sources = config.rescueSources;
    const visit: LaneOptions['visit'] = (lost, around) =>
      rescue(lost, { ...shared, sources, ...around });
    lane = startRescueLane({ ...shared, queues, producer, visit });
    consumers.push(lane);
  }
  return {
    async close() {
      // Nobody waits for web archives: the list keeps what the lane has not finished.
      lane?.cancelAllJobs('stopping');
      const closed = Promise.all(consumers.map((consumer) => consumer.close()));
      await Promise.race([closed, deadline(STOP_DEADLINE)]);
      await Promise.race([Promise.all([pool.close(), producer.close()]), deadline(2_000)]);
    },
  };
}

interface Shared {
  config: Config;
  log: Logger;
  state: Storage;
  archive: Storage;
  pool: ChildPool;
  download: Context['download'];
  gate: HostGate;
}

/** Puts the stage where its row says it runs. */
function runner<S extends StageName>(stage: S, shared: Shared) {
  const { config, pool } = shared;
  return async (
    input: Input<S>,
    around: { log: Logger; signal: AbortSignal; receipt: string },
  ): Promise<Output<S>> => {
    if (pipeline[stage].runs === 'child') {
      return pool.stage<Output<S>>(stage, input, config.stages, around.receipt);
    }
    // An unmounted disk leaves an empty folder behind: nothing is written into that.
    if (!(await archiveIsThere(shared.archive))) throw new RetryLater('E_STORAGE', ARCHIVE_AWAY);
    const run = stages[stage] as Stages[S];
    return run(input, contextFor(shared, around) as ContextOf<S>);
  };
}

function contextFor(
  { config, state, archive, pool, download, gate }: Shared,
  { log, signal, receipt }: { log: Logger; signal: AbortSignal; receipt: string },
): Context {
  return {
    settings: config.stages,
    log,
    signal,
    state,
    archive,
    download,
    enterHost: (visit, patience) => gate.enter(visit, patience),
    piece: (name, input, holder = receipt) => pool.piece(name, input, holder),
    companion: (path) => companionBytes(state, path),
    claim: (id, version) => claimVersion({ state, archive }, { id, version, receipt }),
  };
}

function startCatalog(
  queues: QueueSettings,
  state: Storage,
  archive: Storage,
  log: Logger,
): Worker {
  const worker = new Worker<{ turn: string }>(
    CATALOG,
    async ({ data }) => {
      if (!(await archiveIsThere(archive))) throw new UnrecoverableError('the archive is away');
      const broken = await catalog(archive);
      if (broken.length > 0)
        log.warn({ broken }, 'catalog entries that cannot be read; see: offprint verify');
      await state.write('catalog.json', JSON.stringify(data));
    },
    {
      connection: connect(queues.address, { failFast: false }),
      prefix: queues.prefix,
      concurrency: 1,
      lockDuration: 30_000,
      stalledInterval: 3_000,
      maxStalledCount: 1_000,
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
        () => process.send?.({ ready: true }),
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
