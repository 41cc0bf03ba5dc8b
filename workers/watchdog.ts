/**
 * Ends a worker process that has stopped working without dying, so that whoever started it starts
 * another: one whose event loop stands still, and one that takes no jobs though there are some. Both
 * should never happen; but nobody looks at night.
 */
import { Worker as Thread } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { Producer } from '../queues/producer.ts';
import type { Pulse } from '../queues/pulse.ts';
import type { StageName } from '../shared/config.ts';

/**
 * A thread of its own, since a loop that stands still cannot look at itself. It counts its own ticks
 * and not the clock's: in a process that was stopped for an hour it did not tick either.
 */
const THREAD = `
const { workerData } = require('node:worker_threads');
const beats = new Int32Array(workerData.beats);
let last = -1;
let missed = 0;
setInterval(() => {
  const now = Atomics.load(beats, 0);
  missed = now === last ? missed + 1 : 0;
  last = now;
  if (missed >= workerData.most) process.kill(process.pid, 'SIGKILL');
}, workerData.tick);
`;

/** Milliseconds between ticks, and how many in a row without a beat end the process. */
const TICK = 1_000;
const MOST_MISSED = 60;

/** @returns how to stop it. */
export function watchLoop({ tick = TICK, most = MOST_MISSED } = {}): () => Promise<void> {
  const beats = new SharedArrayBuffer(4);
  const counter = new Int32Array(beats);
  const timer = setInterval(() => Atomics.add(counter, 0, 1), tick / 2);
  // Plain JavaScript: it needs none of the parent's flags.
  const options = { eval: true, execArgv: [], workerData: { beats, most, tick } };
  const thread = new Thread(THREAD, options);
  timer.unref();
  thread.unref();
  return async () => {
    clearInterval(timer);
    await thread.terminate();
  };
}

export interface IntakeWatch {
  stages: StageName[];
  pulse: Pulse;
  producer: Producer;
  log: Logger;
  /** Ends the process. */
  end: () => void;
  /** Milliseconds between looks, and how long jobs may wait for a worker that has room for them. */
  every?: number;
  patience?: number;
}

/** Milliseconds. */
const EVERY = 15_000;
const PATIENCE = 120_000;

/** @returns how to stop it. */
export function watchIntake(options: IntakeWatch): () => void {
  const { stages, pulse, producer, log, end, every = EVERY, patience = PATIENCE } = options;
  /** Since when jobs wait, though we have room, and what had been taken then. */
  const since = new Map<StageName, { at: number; taken: number }>();
  const look = async (stage: StageName) => {
    const isWanted = !pulse.isFull(stage) && (await hasWork(producer, stage));
    const taken = pulse.taken(stage);
    const before = since.get(stage);
    if (!isWanted) since.delete(stage);
    else if (before?.taken !== taken) since.set(stage, { at: Date.now(), taken });
    else if (Date.now() - before.at >= patience) {
      log.fatal({ stage }, 'jobs wait and this worker takes none; it ends, to be started again');
      end();
    }
  };
  const timer = setInterval(() => {
    for (const stage of stages) void look(stage);
  }, every);
  timer.unref();
  return () => clearInterval(timer);
}

/** No: also while the store is away, which is nobody's fault here. */
async function hasWork(producer: Producer, stage: StageName): Promise<boolean> {
  const queue = producer.queue(stage);
  try {
    const [waiting, paused] = await Promise.all([queue.getWaitingCount(), queue.isPaused()]);
    return waiting > 0 && !paused;
  } catch {
    return false;
  }
}
