/**
 * Finds or starts the queue store. First that works: `REDIS_URL`; redis-server or
 * valkey-server of this machine as a child; the JavaScript store, so that a fresh
 * machine needs nothing but Node.
 */
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import type { Config } from '../shared/config.ts';
import { connect, type StoreAddress, type StoreKind } from '../shared/queue-store.ts';
import type { Storage } from '../shared/storage.ts';
import { serviceError, usageError } from './exit.ts';
import { startJavaScriptStore } from './store-javascript.ts';
import { findServer, startServer } from './store-server.ts';

export interface Store {
  kind: StoreKind;
  address: StoreAddress;
  /** One line for people. */
  describe: string;
  warnings: string[];
  /** Starts it again where it was ours and has died; says whether it did. */
  mend(): Promise<boolean>;
  close(): Promise<void>;
  /** Ends it without waiting, where it is ours. */
  kill(): void;
}

export async function openStore(config: Config, state: Storage): Promise<Store> {
  await mkdir(config.redis, { recursive: true });
  const store = await find(config);
  await writeFile(
    addressFile(config),
    JSON.stringify({ kind: store.kind, address: store.address }),
    // An address may hold a password.
    { mode: 0o600 },
  );
  await chmod(addressFile(config), 0o600);
  try {
    const warnings = await inspect(store, config, state);
    return { ...store, warnings: [...store.warnings, ...warnings] };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Where the running supervisor of this home has its store, for `offprint worker`. */
export async function knownStore(
  config: Config,
): Promise<{ kind: StoreKind; address: StoreAddress } | null> {
  if (config.redisUrl) return { kind: 'url', address: { url: config.redisUrl } };
  const text = await readFile(addressFile(config), 'utf8').catch(() => null);
  return text && JSON.parse(text);
}

async function find(config: Config): Promise<Store> {
  if (config.redisUrl) {
    const url = config.redisUrl;
    const describe = `Redis at ${new URL(url).host}`;
    return {
      kind: 'url',
      address: { url },
      describe,
      warnings: [],
      mend: async () => false,
      close: async () => {},
      kill: () => {},
    };
  }
  const server = await findServer(config);
  return server ? startServer(server, config) : startJavaScriptStore();
}

/** Refuses a store that may drop jobs, or that serves another archive under this prefix. */
async function inspect(
  { kind, address, describe }: Store,
  config: Config,
  state: Storage,
): Promise<string[]> {
  const redis = connect(address, { failFast: false });
  try {
    await reach(redis, describe);
    await refuseForeignPrefix(redis, config, state);
    if (kind === 'javascript') return [];
    const info = await redis.info();
    refuseOldRedis(info, describe);
    const policy = /maxmemory_policy:(\S+)/.exec(info)?.[1] ?? 'noeviction';
    if (policy !== 'noeviction') {
      throw usageError(
        `${describe} may drop jobs (maxmemory-policy ${policy}). Set it to noeviction: redis-cli config set maxmemory-policy noeviction`,
      );
    }
    const volatile = /aof_enabled:0/.test(info);
    return volatile
      ? [
          `${describe} keeps nothing on disk (appendonly no): after its crash work is found again from the receipts, a little later.`,
        ]
      : [];
  } finally {
    redis.disconnect();
  }
}

/** @param info as Redis answers INFO. Valkey tells the version of Redis that it is compatible with. */
export function refuseOldRedis(info: string, describe: string): void {
  const [, version = '', major = '', minor = ''] =
    /redis_version:((\d+)\.(\d+)\S*)/.exec(info) ?? [];
  // BullMQ's scripts use commands that came with this version.
  const isOld = Number(major) < 6 || (Number(major) === 6 && Number(minor) < 2);
  if (version !== '' && isOld)
    throw usageError(`${describe} is version ${version}; Offprint needs 6.2 or newer.`);
}

async function reach(redis: Redis, describe: string): Promise<void> {
  // It tries again and again: what went wrong the last time says more than that time was over.
  let last = 'no answer in 8 s';
  redis.on('error', (error: Error) => {
    last = error.message || last;
  });
  const timeout = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(last)), 8_000).unref();
  });
  try {
    await Promise.race([redis.ping(), timeout]);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw serviceError(
      `${describe} cannot be reached: ${why}. Is it running, and is REDIS_URL right?`,
      { cause },
    );
  }
}

async function refuseForeignPrefix(
  redis: Redis,
  { prefix }: Config,
  state: Storage,
): Promise<void> {
  await state.create('home-id', randomUUID(), { durable: true });
  const id = (await state.read('home-id'))?.toString() ?? '';
  const key = `${prefix}:home`;
  await redis.set(key, id, 'NX');
  if ((await redis.get(key)) !== id) {
    throw usageError(
      `The prefix ${prefix} is used by another archive. Give this one its own with OFFPRINT_PREFIX.`,
    );
  }
}

function addressFile({ redis }: Config): string {
  return join(redis, 'store.json');
}
