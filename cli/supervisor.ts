/**
 * `start` and `run`: the inbox, the queue store where it is ours, and one worker
 * process, restarted when it dies. Everything it starts ends with it.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { Ledger } from '../queues/endings.ts';
import { Intake } from '../queues/intake.ts';
import { Producer, type QueueSettings } from '../queues/producer.ts';
import { openTraces } from '../queues/traces.ts';
import { openArchive } from '../shared/archive-marker.ts';
import { type Config, stageNames } from '../shared/config.ts';
import type { Storage } from '../shared/storage.ts';
import type { WorkerOrders } from '../workers/main.ts';
import { typescript } from '../workers/pool.ts';
import { serviceError } from './exit.ts';
import { type Lock, takeLock } from './lock.ts';
import { openPlaces } from './places.ts';
import { scrapeWorker } from './scrape.ts';
import { socketPath } from './sockets.ts';
import { openStore, type Store } from './store.ts';

export interface Supervisor {
  intake: Intake;
  store: Store;
  queues: QueueSettings;
  producer: Producer;
  archive: Storage;
  ledger: Ledger;
  worker: Pick<WorkerProcess, 'isUp' | 'scrape' | 'starts'>;
  /** Runs until told to stop, or until `isDone` after a turn. */
  loop(isDone: () => boolean, afterTurn: () => void): Promise<void>;
  /** Ends everything in order; nothing that is under way is lost. */
  stop(): Promise<void>;
  /** Ends everything at once. */
  kill(): void;
}

/** Milliseconds between two turns with nothing to do. */
const TURN = 100;
/** Milliseconds between two looks whether the store is alive. */
const STORE_CHECK = 500;

/** @returns the supervisor, or the pid of the one that runs already. */
export async function openSupervisor(
  config: Config,
  log: Logger,
): Promise<Supervisor | { heldBy: number }> {
  await mkdir(config.redis, { recursive: true });
  const lock = await takeLock(socketPath(config, 'supervisor'));
  if ('heldBy' in lock) return lock;
  try {
    return await open(config, log, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function open(config: Config, log: Logger, lock: Lock): Promise<Supervisor> {
  const { archive, state } = await openPlaces(config);
  if (!(await openArchive(archive, state))) {
    throw serviceError(
      `This home has an archive, but it is not at ${config.archive}. Is its disk mounted? If it is lost for good, remove ${config.state}/archive.json.`,
    );
  }
  await Promise.all([state.sweep(), archive.sweep()]);
  const ledger = new Ledger(state);
  const store = await openStore(config, state);
  const queues = { address: store.address, kind: store.kind, prefix: config.prefix };
  const producer = new Producer(queues, await openTraces(config.traces, 'supervisor', log));
  const worker = new WorkerProcess({ config, queues, stages: [...stageNames] }, log);
  const intake = new Intake({ config, ledger, archive, producer, kind: store.kind, log });
  let stopping = false;
  const mending = keepAlive(store, log, () => stopping);
  try {
    worker.start();
    await producer.ready();
    await intake.open();
  } catch (error) {
    stopping = true;
    worker.kill();
    producer.redis.disconnect();
    await store.close();
    throw error;
  }
  return {
    intake,
    store,
    queues,
    producer,
    archive,
    ledger,
    worker,
    async loop(isDone, afterTurn) {
      const turn = guarded(() => intake.turn(Date.now()), log);
      while (!stopping && !isDone()) {
        const moved = await turn();
        afterTurn();
        if (!moved) await sleep(TURN);
      }
    },
    async stop() {
      stopping = true;
      await mending;
      await worker.stop();
      await Promise.race([producer.close(), sleep(2_000, undefined, { ref: false })]);
      await store.close();
      await Promise.all([state.sweep(), archive.sweep()]);
      await lock.release();
    },
    kill() {
      stopping = true;
      worker.kill();
      store.kill();
    },
  };
}

/**
 * A full disk, a folder taken away: the turn fails, everything stays where it is, and the next one
 * tries again. Each trouble is said once, not ten times a second.
 */
function guarded(turn: () => Promise<boolean>, log: Logger): () => Promise<boolean> {
  let trouble: string | null = null;
  return async () => {
    try {
      const moved = await turn();
      if (trouble !== null) log.warn('the inbox is worked off again');
      trouble = null;
      return moved;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (message !== trouble) log.error({ err: error }, 'the inbox cannot be worked off just now');
      trouble = message;
      await sleep(1_000);
      return false;
    }
  };
}

async function keepAlive(store: Store, log: Logger, isStopping: () => boolean): Promise<void> {
  while (!isStopping()) {
    await store.mend().then(
      (mended) => mended && log.warn('the queue store had ended; it was started again'),
      (error: unknown) => log.error({ err: error }, 'the queue store does not start'),
    );
    await sleep(STORE_CHECK);
  }
}

class WorkerProcess {
  readonly #orders: WorkerOrders;
  readonly #log: Logger;
  #child: ChildProcess | null = null;
  #stopping = false;
  starts = 0;
  /** The child once it has said that it works. */
  #ready: ChildProcess | null = null;

  constructor(orders: WorkerOrders, log: Logger) {
    this.#orders = orders;
    this.#log = log;
  }

  start(): void {
    const program = fileURLToPath(new URL('../workers/main.ts', import.meta.url));
    const child = fork(program, ['--forked'], {
      execArgv: typescript(),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.on('error', (error) => this.#log.error({ err: error }, 'worker'));
    child.on('exit', (code, signal) => {
      if (this.#stopping) return;
      this.#log.warn({ code, signal }, 'the worker process ended; starting another');
      setTimeout(() => this.#stopping || this.start(), 500);
    });
    child.on('message', ({ ready }: { ready?: true }) => {
      if (ready) this.#ready = child;
    });
    child.send({ orders: this.#orders });
    this.starts += 1;
    this.#child = child;
  }

  /** Whether it works; not while it starts, nor once it has died. */
  get isUp(): boolean {
    return this.#ready?.connected === true;
  }

  /** What it counts and measures; null where it does not answer in time. */
  scrape() {
    return scrapeWorker(this.#ready);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.send({ stop: true }, () => {});
    const late = sleep(25_000, 'late', { ref: false });
    if ((await Promise.race([ended, late])) === 'late') child.kill('SIGKILL');
  }

  kill(): void {
    this.#stopping = true;
    this.#child?.kill('SIGKILL');
  }
}
