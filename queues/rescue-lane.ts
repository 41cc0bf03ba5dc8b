/** The slow lane: one worker that asks web archives, a few requests a minute over all machines. */
import { DelayedError, Worker } from 'bullmq';
import type { Logger } from 'pino';
import { archiveIsThere } from '../shared/archive-marker.ts';
import type { Config } from '../shared/config.ts';
import { type EnterHost, NoTurn } from '../shared/host-turn.ts';
import { connect } from '../shared/queue-store.ts';
import type { Storage } from '../shared/storage.ts';
import { HostGate } from './host-gate.ts';
import { type Producer, type QueueSettings, RESCUE, traced } from './producer.ts';
import { counted } from './queue-figures.ts';
import { type LostPictures, readLost } from './rescue-list.ts';

export interface LaneOptions {
  config: Config;
  queues: QueueSettings;
  producer: Producer;
  gate: HostGate;
  state: Storage;
  archive: Storage;
  log: Logger;
  /** Looks for the pictures of one article; throws NoTurn where it has to wait. */
  visit: (
    lost: LostPictures,
    around: { enterHost: EnterHost; signal: AbortSignal },
  ) => Promise<void>;
}

/** Milliseconds that a request waits for its turn before the job makes room. */
const PATIENCE = 15_000;

export function startRescueLane(options: LaneOptions): Worker<{ ref: string }> {
  const { queues, producer, state, archive, log, visit } = options;
  const enterHost = turnsOf(options);
  const worker = new Worker<{ ref: string }>(
    RESCUE,
    async (job, token, signal) => {
      const lost = await readLost(state, job.data.ref);
      if (!lost || !(await archiveIsThere(archive))) return;
      try {
        await visit(lost, { enterHost, signal: signal ?? new AbortController().signal });
      } catch (error) {
        if (signal?.aborted) return;
        if (!(error instanceof NoTurn)) throw error;
        await job.moveToDelayed(Date.now() + error.delay, token);
        throw new DelayedError();
      }
    },
    {
      connection: connect(queues.address, { failFast: false }),
      prefix: queues.prefix,
      ...traced(producer),
      concurrency: 1,
      lockDuration: 30_000,
      stalledInterval: 15_000,
      maxStalledCount: 1_000,
      maxStartedAttempts: 1_000,
      metrics: counted,
    },
  );
  worker.on('error', (error) => log.debug({ error: error.message }, 'queue'));
  worker.on('failed', (_, error) =>
    log.warn(
      { err: error },
      'looking for lost pictures in web archives failed; they stay on the list',
    ),
  );
  return worker;
}

/** A turn of the lane, which counts all archives as one host, and one of the archive's own. */
function turnsOf({ config, queues, producer, gate }: LaneOptions): EnterHost {
  const lane = new HostGate({
    redis: producer.redis,
    prefix: `${queues.prefix}:rescue`,
    rate: config.rescueRate / 60,
    ownHosts: [],
    atOnce: 1,
    // Whoever asks for fewer requests is believed at once, and left alone for as long.
    busyAnswers: 1,
  });
  return async (visit) => {
    const leaveLane = await lane.enter({ ...visit, host: 'archives' }, PATIENCE);
    try {
      const leaveHost = await gate.enter(visit, PATIENCE);
      return async (answer) => {
        await Promise.all([leaveHost(answer), leaveLane(answer)]);
      };
    } catch (error) {
      await leaveLane({ kind: 'left' });
      throw error;
    }
  };
}
