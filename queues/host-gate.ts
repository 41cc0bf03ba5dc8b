/**
 * Gives out turns to speak to a host, two at a time and not faster than its rate, over all worker
 * processes (docs/decisions/0012). Within a process those who wait for a host stand in one line, so
 * that only its head asks Redis.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Code } from '../shared/codes.ts';
import {
  type HostAnswer,
  HostRests,
  type HostVisit,
  type Leave,
  NoTurn,
} from '../shared/host-turn.ts';
import { Line } from './host-gate/line.ts';
import { ENTER, LEAVE } from './host-gate/scripts.ts';

export interface HostGateOptions {
  redis: Redis;
  prefix: string;
  /** Requests a second to one host; null = `DEFAULT_RATE`, but none for the user's own hosts. */
  rate: number | null;
  ownHosts: string[];
  /** How many may be at a host at once; `AT_ONCE` where not given. */
  atOnce?: number;
  /** Busy answers in a row until a host is believed; `BUSY_ANSWERS` where not given. */
  busyAnswers?: number;
}

/** As many as a reader's browser opens to a server that is busy. */
const AT_ONCE = 2;
/** A page with its pictures every few seconds: what an eager reader asks for. */
const DEFAULT_RATE = 5;
/** Milliseconds between two questions to Redis while a turn is not to be had. */
const ASK_EVERY = 50;
/** Different addresses that fail in a row before the host rests; then for how long, in milliseconds. */
const FAILURES = 5;
const FIRST_REST = 30_000;
const LONGEST_REST = 600_000;
/** Addresses in a row that a host is too busy for, before it is believed about all of them. */
const BUSY_ANSWERS = 3;
/** Milliseconds it rests until then. */
const SHORT_REST = 5_000;
/** Milliseconds in which what was given is put away: who waits for the same address finds it then. */
const PUT_AWAY = 1_500;
/** Milliseconds until somebody who found no turn comes again; longer by chance, so that not all come at once. */
const COME_AGAIN = 2_000;

type Answer = [granted: number, wait: number, why: string];

export class HostGate {
  readonly #options: HostGateOptions;
  readonly #lines = new Map<string, Line>();

  constructor(options: HostGateOptions) {
    this.#options = options;
  }

  /** `patience`: milliseconds to wait at most. Throws as EnterHost says. */
  async enter(visit: HostVisit, patience: number): Promise<Leave> {
    const until = Date.now() + patience;
    const line = this.#lineOf(visit.host);
    if (!(await line.enter(patience, visit.signal))) throw later();
    try {
      await this.#ask(visit, until);
    } catch (error) {
      line.leave();
      throw error;
    }
    let isOver = false;
    return async (answer) => {
      if (isOver) return;
      isOver = true;
      await this.#tell(visit, answer);
      line.leave();
    };
  }

  /** Returns when it is our turn; at once while the store is away. */
  async #ask({ host, url, lease, signal }: HostVisit, until: number): Promise<void> {
    for (;;) {
      const [granted, wait, why] = await this.#call<Answer>(ENTER, host, [
        memberOf(url),
        this.#options.atOnce ?? AT_ONCE,
        this.#interval(host),
        lease,
      ]).catch((): Answer => [1, 0, '']);
      if (granted === 1) return;
      const isOver = Date.now() + wait >= until;
      if (isOver && why === 'E_HTTP_429') throw new NoTurn('E_HTTP_429', wait);
      if (why.startsWith('E_') && why !== 'E_HTTP_429') {
        throw new HostRests(why as Code, `${host} did not answer; it is left alone for now.`);
      }
      if (isOver) throw later(wait);
      await sleep(Math.max(wait, ASK_EVERY), undefined, { signal });
    }
  }

  async #tell({ host, url }: HostVisit, answer: HostAnswer): Promise<void> {
    const code = answer.kind === 'unreachable' ? answer.code : 'E_HTTP_429';
    const delay = answer.kind === 'busy' ? answer.delay : 0;
    await this.#call(LEAVE, host, [
      memberOf(url),
      answer.kind,
      code,
      delay,
      FAILURES,
      FIRST_REST,
      LONGEST_REST,
      this.#options.busyAnswers ?? BUSY_ANSWERS,
      SHORT_REST,
      PUT_AWAY,
    ]).catch(() => undefined);
  }

  #call<T>(script: string, host: string, args: (string | number)[]): Promise<T> {
    const { redis, prefix } = this.#options;
    const keys = ['leases', 'host', 'failing', 'busy'].map(
      (key) => `${prefix}:host:${host}:${key}`,
    );
    return redis.eval(script, keys.length, ...keys, ...args) as Promise<T>;
  }

  #interval(host: string): number {
    const { rate, ownHosts } = this.#options;
    if (rate === null && ownHosts.includes(host)) return 0;
    return 1_000 / (rate ?? DEFAULT_RATE);
  }

  #lineOf(host: string): Line {
    const known = this.#lines.get(host);
    if (known) return known;
    const line = new Line(this.#options.atOnce ?? AT_ONCE);
    this.#lines.set(host, line);
    return line;
  }
}

function later(wait = 0): NoTurn {
  return new NoTurn('E_HOST_BUSY', Math.max(wait, COME_AGAIN) + Math.random() * COME_AGAIN);
}

function memberOf(url: string): string {
  return createHash('sha256').update(url).digest('hex').slice(0, 20);
}
