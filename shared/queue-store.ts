/**
 * The queue store, as an address. The ladder that finds or starts one is in
 * cli/store.ts; a worker on another machine only needs the address.
 */
import { Redis } from 'ioredis';
import { z } from 'zod';
import { RetryLater } from './errors.ts';

/** `url`: somebody's Redis. `server`: redis-server or valkey-server as our child. `javascript`: the npm one. */
export const StoreKind = z.enum(['url', 'server', 'javascript']);
export type StoreKind = z.infer<typeof StoreKind>;

export const StoreAddress = z.union([
  z.object({ url: z.string() }),
  z.object({ path: z.string() }),
  z.object({ host: z.string(), port: z.int() }),
]);
export type StoreAddress = z.infer<typeof StoreAddress>;

/** Back within a second of the store's return, however long it was away. */
const retryStrategy = (times: number) => Math.min(200 * 2 ** times, 1_000);

/**
 * Milliseconds without an answer after which a connection counts as half-open and is made anew. BullMQ's
 * longest question, for a job, is answered after ten seconds.
 */
const SILENCE = 30_000;

/**
 * `failFast`: commands reject while the store is away, so that callers keep what
 * they have; a consumer's connection waits instead (BullMQ wants null retries).
 */
export function connect(address: StoreAddress, { failFast }: { failFast: boolean }): Redis {
  const options = {
    maxRetriesPerRequest: failFast ? 1 : null,
    enableOfflineQueue: !failFast,
    retryStrategy,
    connectTimeout: 5_000,
    socketTimeout: SILENCE,
  };
  const redis =
    'url' in address ? new Redis(address.url, options) : new Redis({ ...options, ...address });
  redis.on('error', () => {});
  return redis;
}

/** What Redis answers while it cannot take anything: its disk or its memory is full, it starts, or is no master just now. */
const TROUBLES = /^(MISCONF|OOM|READONLY|LOADING|BUSY|MASTERDOWN|NOREPLICAS|CLUSTERDOWN|TRYAGAIN) /;
/** What ioredis says where there is nobody who answers. */
const AWAY = /^(Connection is closed|Stream isn't writeable|Reached the max retries per request)/;
/** Milliseconds until it is tried again. */
const PAUSE = 2_000;

/** null where the error is about something else: an article waits for the queue store, and loses no attempt. */
export function storeTrouble(cause: unknown): RetryLater | null {
  if (!(cause instanceof Error) || !(TROUBLES.test(cause.message) || AWAY.test(cause.message)))
    return null;
  return new RetryLater('E_STORE', PAUSE, undefined, { cause });
}
