/** How much lies in each queue and for how long, and what memory the store needs: for those who watch over it. */
import { type Producer, type QueueName, queueNames } from './producer.ts';

export interface QueueDepth {
  queue: QueueName;
  /** Of those that have ended only the failed ones: done ones are kept to be looked at, and no figure. */
  jobs: Record<'waiting' | 'active' | 'delayed' | 'failed', number>;
  /** Milliseconds since the job was added that is next in turn; 0 where none waits. */
  oldestWaiting: number;
}

/** Rejects while the store is away. */
export function queueDepths(producer: Producer, now: number): Promise<QueueDepth[]> {
  return Promise.all(queueNames.map((queue) => depthOf(producer, queue, now)));
}

async function depthOf(producer: Producer, queue: QueueName, now: number): Promise<QueueDepth> {
  const jobs = producer.queue(queue);
  const [counts, [next]] = await Promise.all([
    jobs.getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'failed'),
    jobs.getJobs('waiting', 0, 0, true),
  ]);
  const { waiting = 0, prioritized = 0, active = 0, delayed = 0, failed = 0 } = counts;
  return {
    queue,
    jobs: { waiting: waiting + prioritized, active, delayed, failed },
    oldestWaiting: next ? Math.max(0, now - next.timestamp) : 0,
  };
}

export interface StoreMemory {
  /** Bytes. */
  used: number;
  /** Bytes; null where the store may take what there is. */
  most: number | null;
}

/** null where the store does not say: the JavaScript one. Rejects while it is away. */
export async function storeMemory({ redis }: Producer): Promise<StoreMemory | null> {
  const told = await redis.info('memory');
  const bytes = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(told)?.[1] ?? 0);
  const used = bytes('used_memory');
  return used > 0 ? { used, most: bytes('maxmemory') || null } : null;
}
