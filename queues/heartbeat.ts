/**
 * Which worker processes are alive, on whatever machine. Each says so every few seconds, under a key
 * that Redis itself forgets: no clock of ours is compared with another machine's.
 */
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import packageJson from '../package.json' with { type: 'json' };
import { type StageName, stageNames } from '../shared/config.ts';
import { parseJson } from '../shared/json.ts';

const WorkerBeat = z.object({
  id: z.string(),
  /** The machine's name. */
  host: z.string(),
  pid: z.int(),
  stages: z.array(z.enum(stageNames)),
  /** Child processes that compute for it. */
  children: z.int(),
  /** Bytes of memory, with those of the children where the system tells them. */
  memory: z.number(),
  /** ISO 8601. */
  startedAt: z.string(),
  version: z.string(),
});

export type WorkerBeat = z.infer<typeof WorkerBeat>;

/** Milliseconds between two beats, and until one that was not renewed is forgotten. */
const EVERY = 5_000;
const LASTS = 15_000;

export interface HeartbeatOptions {
  redis: Redis;
  prefix: string;
  stages: StageName[];
  children: number;
}

/** @returns how to stop, which is known at once. */
export function startHeartbeat(options: HeartbeatOptions): () => Promise<void> {
  const { redis, prefix, stages, children } = options;
  const id = `${hostname()}-${process.pid}-${Date.now().toString(36)}`;
  const about = { id, host: hostname(), pid: process.pid, stages, children };
  const startedAt = new Date().toISOString();
  const beat = async () => {
    const memory = await memoryOfAll();
    const said: WorkerBeat = { ...about, memory, startedAt, version: packageJson.version };
    await redis
      .multi()
      .set(beatKey(prefix, id), JSON.stringify(said), 'PX', LASTS)
      .sadd(listKey(prefix), id)
      .exec();
  };
  // While the store is away nobody can see us anyway.
  const quietly = () => void beat().catch(() => {});
  const timer = setInterval(quietly, EVERY);
  quietly();
  return async () => {
    clearInterval(timer);
    await redis.del(beatKey(prefix, id)).catch(() => {});
  };
}

/** By machine and process. Rejects while the store is away. */
export async function liveWorkers(redis: Redis, prefix: string): Promise<WorkerBeat[]> {
  const ids = await redis.smembers(listKey(prefix));
  if (ids.length === 0) return [];
  const said = await redis.mget(ids.map((id) => beatKey(prefix, id)));
  const silent = ids.filter((_, at) => said[at] === null);
  if (silent.length > 0) await redis.srem(listKey(prefix), ...silent);
  return said
    .flatMap((text) => WorkerBeat.safeParse(parseJson(text)).data ?? [])
    .sort((a, b) => (a.host < b.host ? -1 : Number(a.host > b.host)) || a.pid - b.pid);
}

/** Our own and, where Linux names them, our children's. */
async function memoryOfAll(): Promise<number> {
  const own = process.memoryUsage.rss();
  const list = `/proc/self/task/${process.pid}/children`;
  const children = (await readFile(list, 'utf8').catch(() => '')).split(' ').filter(Boolean);
  const sizes = await Promise.all(children.map((pid) => residentBytes(pid)));
  return sizes.reduce((sum, size) => sum + size, own);
}

async function residentBytes(pid: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1_024;
}

function listKey(prefix: string): string {
  return `${prefix}:offprint:workers`;
}

function beatKey(prefix: string, id: string): string {
  return `${prefix}:offprint:worker:${id}`;
}
