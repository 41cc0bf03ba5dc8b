/**
 * What a download asks before it speaks to a host: a turn. queues/host-gate.ts gives turns out over
 * all worker processes; here is only what both sides say to each other.
 */
import type { Code } from './codes.ts';
import { RetryLater, TransientError } from './errors.ts';

export interface HostVisit {
  /** Host and port as URLs write them, `news.test` or `127.0.0.1:8080`. */
  host: string;
  /** The address that will be asked for: two never ask for the same one at once. */
  url: string;
  /** Milliseconds after which the turn ends by itself, should the process die. */
  lease: number;
  signal: AbortSignal;
}

/**
 * How a host took it. `given`: all came that was asked for, and nobody else needs to ask for it while
 * it is put away. `busy`: the host asked to be left alone for `delay` milliseconds.
 */
export type HostAnswer =
  | { kind: 'given' }
  | { kind: 'answered' }
  | { kind: 'busy'; delay: number }
  | { kind: 'unreachable'; code: Code }
  /** We went away ourselves: says nothing about the host. */
  | { kind: 'left' };

/** Ends a turn. */
export type Leave = (answer: HostAnswer) => Promise<void>;

/** Nobody was asked: too many wait for this host (E_HOST_BUSY), or it named a time (E_HTTP_429). */
export class NoTurn extends RetryLater {}

/** Nobody was asked, because the host has not answered anybody lately; the code says how. */
export class HostRests extends TransientError {}

/** Waits for a turn. Throws NoTurn when waiting took too long, and HostRests. */
export type EnterHost = (visit: HostVisit) => Promise<Leave>;
