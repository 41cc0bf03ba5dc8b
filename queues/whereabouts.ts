/** Where the job of an article stands in its queue just now. */
import type { StageName } from '../shared/config.ts';
import { jobIdOf, type Producer } from './producer.ts';

export interface Whereabouts {
  /** `held`: the stage is paused. null: no job is known, or the store is away. */
  state: 'waiting' | 'active' | 'delayed' | 'held' | null;
  /** ISO 8601: when a delayed one is tried again. */
  until: string | null;
}

const UNKNOWN: Whereabouts = { state: null, until: null };
/** BullMQ keeps the time of delayed jobs as milliseconds times this, and a counter. */
const SCORE = 0x1000;

/** @param subject as `Producer.enqueue` takes it. */
export async function whereabouts(
  producer: Producer,
  stage: StageName,
  { subject, generation }: { subject: string; generation: number },
): Promise<Whereabouts> {
  const id = jobIdOf(stage, subject, generation);
  const queue = producer.queue(stage);
  try {
    const state = await queue.getJobState(id);
    if (state === 'active') return { state, until: null };
    if (state === 'delayed') {
      const score = await producer.redis.zscore(queue.toKey('delayed'), id);
      const until = score === null ? null : new Date(Number(score) / SCORE).toISOString();
      return { state, until };
    }
    if (state !== 'waiting' && state !== 'prioritized') return UNKNOWN;
    return { state: (await queue.isPaused()) ? 'held' : 'waiting', until: null };
  } catch {
    return UNKNOWN;
  }
}
