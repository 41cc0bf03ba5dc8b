/**
 * `start` and `run`: the inbox, the queue store where it is ours, and one worker
 * process, restarted when it dies. Everything it starts ends with it.
 */
import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { Ledger } from '../queues/endings.ts';
import { Intake } from '../queues/intake.ts';
import { Producer, type QueueSettings } from '../queues/producer.ts';
import { holdSupervision, type Supervision } from '../queues/supervision.ts';
import { openTraces } from '../queues/traces.ts';
import { openArchive } from '../shared/archive-marker.ts';
import { type Config, stageNames } from '../shared/config.ts';
import type { Storage } from '../shared/storage.ts';
import { exitCodes, serviceError, usageError } from './exit.ts';
import { type Lock, takeLock } from './lock.ts';
import { openPlaces, type Places } from './places.ts';
import { socketPath } from './sockets.ts';
import { openStore, type Store } from './store.ts';
import { WorkerProcess } from './worker-process.ts';

export interface Supervisor {
  intake: Intake;
  store: Store;
  queues: QueueSettings;
  producer: Producer;
  archive: Storage;
  ledger: Ledger;
  worker: Pick<WorkerProcess, 'isUp' | 'scrape' | 'starts'>;
  turns: Pick<Turns, 'trouble'>;
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
  const { archive, state } = await openSwept(config);
  const ledger = new Ledger(state);
  const store = await openStore(config, state);
  const queues = { address: store.address, kind: store.kind, prefix: config.prefix };
  const producer = new Producer(queues, await openTraces(config.traces, 'supervisor', log));
  const worker = new WorkerProcess({ config, queues, stages: [...stageNames] }, log);
  const intake = new Intake({ config, ledger, archive, producer, kind: store.kind, log });
  const turns = new Turns(() => intake.turn(Date.now()), log);
  let stopping = false;
  let supervision: Supervision | null = null;
  const mending = keepAlive(store, log, () => stopping);
  try {
    worker.start();
    await producer.ready();
    supervision = await superviseAlone(store, producer.redis, { config, log, worker });
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
    turns,
    async loop(isDone, afterTurn) {
      while (!stopping && !isDone()) {
        const moved = await turns.next();
        afterTurn();
        if (!moved) await sleep(TURN);
      }
    },
    async stop() {
      stopping = true;
      await mending;
      await worker.stop();
      await supervision?.release();
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

async function openSwept(config: Config): Promise<Places> {
  const places = await openPlaces(config);
  const { archive, state } = places;
  if (!(await openArchive(archive, state))) {
    throw serviceError(
      `This home has an archive, but it is not at ${config.archive}. Is its disk mounted? If it is lost for good, remove ${config.state}/archive.json.`,
    );
  }
  await Promise.all([state.sweep(), archive.sweep()]);
  return places;
}

/** A store of our own is for one home, which the lock is for: null. Throws where another machine has it. */
async function superviseAlone(
  store: Store,
  redis: Redis,
  { config, log, worker }: { config: Config; log: Logger; worker: WorkerProcess },
): Promise<Supervision | null> {
  if (store.kind !== 'url') return null;
  const onLost = (holder: string) => {
    log.fatal(`another Offprint has taken over here: ${holder}`);
    worker.kill();
    process.exit(exitCodes.service);
  };
  const held = await holdSupervision({ redis, prefix: config.prefix, onLost });
  if ('release' in held) return held;
  throw usageError(
    `Offprint runs already for this Redis and this prefix, on ${held.heldBy}. More workers: offprint worker`,
  );
}

/**
 * A full disk, a folder taken away, a bucket that does not answer: the turn fails, everything stays where
 * it is, and the next one tries again. Each trouble is said once, not ten times a second.
 */
class Turns {
  /** What went wrong the last time. */
  trouble: string | null = null;
  readonly #turn: () => Promise<boolean>;
  readonly #log: Logger;

  constructor(turn: () => Promise<boolean>, log: Logger) {
    this.#turn = turn;
    this.#log = log;
  }

  async next(): Promise<boolean> {
    try {
      const moved = await this.#turn();
      if (this.trouble !== null) this.#log.warn('the inbox is worked off again');
      this.trouble = null;
      return moved;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (message !== this.trouble)
        this.#log.error({ err: error }, 'the inbox cannot be worked off just now');
      this.trouble = message;
      await sleep(1_000);
      return false;
    }
  }
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
