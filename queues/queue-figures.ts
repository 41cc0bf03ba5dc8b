/** How many jobs stand where, and how many were done in each of the last minutes: what the queues themselves count. */
import { type Metrics, MetricsTime } from 'bullmq';
import { type Producer, type QueueName, queueNames } from './producer.ts';

export interface QueueFigures {
  name: QueueName;
  waiting: number;
  active: number;
  /** Waits for its time: another attempt, or a host's turn. */
  delayed: number;
  /** Since the queues began to count. A job that ran twice counts twice. */
  done: number;
  /** Jobs done in each minute, oldest first, the running minute last. */
  perMinute: number[];
  paused: boolean;
}

/** Minutes that are shown. */
const SHOWN = 30;

/** What the workers have to be told, so that there is something to show. */
export const counted = { maxDataPoints: MetricsTime.ONE_HOUR };

/** Rejects while the store is away. */
export async function queueFigures(producer: Producer): Promise<QueueFigures[]> {
  return Promise.all(queueNames.map((name) => figuresOf(producer, name)));
}

async function figuresOf(producer: Producer, name: QueueName): Promise<QueueFigures> {
  const queue = producer.queue(name);
  const [counts, metrics, paused] = await Promise.all([
    queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed'),
    queue.getMetrics('completed', 0, SHOWN - 1),
    queue.isPaused(),
  ]);
  const { waiting = 0, prioritized = 0, active = 0, delayed = 0 } = counts;
  return {
    name,
    waiting: waiting + prioritized,
    active,
    delayed,
    done: metrics.meta.count,
    perMinute: minutes(metrics, Date.now()),
    paused,
  };
}

/** BullMQ writes a minute down when the first job of a later one is done, and then the empty ones between. */
function minutes({ meta, data }: Metrics, now: number): number[] {
  if (meta.count === 0) return [];
  const begun = Math.floor(now / 60_000) - Math.floor(meta.prevTS / 60_000);
  const empty = Math.min(SHOWN, Math.max(0, begun));
  const newestFirst = [...Array<number>(empty).fill(0), meta.count - meta.prevCount, ...data];
  return newestFirst.slice(0, SHOWN).map(Number).reverse();
}

/** Holds a stage for all workers, or lets it go on. What is under way is finished. */
export async function setPaused(producer: Producer, name: QueueName, paused: boolean) {
  const queue = producer.queue(name);
  await (paused ? queue.pause() : queue.resume());
}
