/**
 * One supervisor for a Redis and a prefix, whatever machine it runs on. On one machine a lock on the home
 * sees to that; with a Redis and a bucket of one's own there may be two homes. Whoever supervises says so
 * under a key that Redis itself forgets when he is gone: no clock of ours is compared with another's.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { isAlive } from '../shared/storage.ts';

export interface Supervision {
  /** Gives it up, at once. */
  release(): Promise<void>;
}

export interface SupervisionOptions {
  redis: Redis;
  prefix: string;
  /** Told once when another has taken over: this one slept too long, and must not go on. */
  onLost: (holder: string) => void;
  /** Milliseconds until one that was not renewed is forgotten. */
  lasts?: number;
}

const LASTS = 15_000;

/** @returns who holds it, as `HOST (process N)`, where he is still alive after the time that a dead one's word lasts. */
export async function holdSupervision(
  options: SupervisionOptions,
): Promise<Supervision | { heldBy: string }> {
  const { redis, prefix, onLost, lasts = LASTS } = options;
  const key = `${prefix}:supervisor`;
  const me = `${hostname()} (process ${process.pid}) ${randomUUID()}`;
  const take = async () => (await redis.set(key, me, 'PX', lasts, 'NX')) !== null;
  const deadline = performance.now() + lasts * 1.2;
  while (!(await take())) {
    const holder = await redis.get(key);
    // Of this machine one knows at once: a dead process, or the one before in a container, with the same number.
    if (holder !== null && isGone(holder)) await redis.del(key);
    else if (performance.now() > deadline) return { heldBy: nameOf(holder) };
    else await sleep(lasts / 20);
  }
  const renew = async () => {
    const holder = await redis.get(key);
    if (holder === me) await redis.pexpire(key, lasts);
    // Somebody emptied the store: who comes first has it.
    else if (holder === null) await take();
    else {
      clearInterval(timer);
      onLost(nameOf(holder));
    }
  };
  // While the store is away nobody can take it either.
  const timer = setInterval(() => void renew().catch(() => {}), lasts / 3);
  return {
    async release() {
      clearInterval(timer);
      const isMine = (await redis.get(key).catch(() => null)) === me;
      if (isMine) await redis.del(key).catch(() => {});
    },
  };
}

function isGone(holder: string): boolean {
  const [, host, pid = ''] = /^(.*) \(process (\d+)\) /.exec(holder) ?? [];
  if (host !== hostname()) return false;
  return Number(pid) === process.pid || !isAlive(Number(pid));
}

function nameOf(holder: string | null): string {
  return holder?.replace(/ \S+$/, '') ?? 'another machine';
}
