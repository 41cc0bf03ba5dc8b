/**
 * What happens to machines, one kind of trouble each. A scenario prepares its trial, starts it, and does its
 * deeds while articles are worked off; the suite waits for the end and compares.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { readdir, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { socketPath } from '../../cli/sockets.ts';
import { readConfig } from '../../shared/config.ts';
import { connect } from '../../shared/queue-store.ts';
import { bind, canMount, mountTmpfs, remount, unmount } from '../helpers/mounts.ts';
import { randomFrom } from '../helpers/random.ts';
import { hasRedisServer, type RedisServer, startRedisServer } from '../helpers/redis-server.ts';
import { startS3Server } from '../helpers/s3-server.ts';
import { startTcpProxy, type TcpProxy } from '../helpers/tcp-proxy.ts';
import type { Role } from './processes.ts';
import { send, type Trial } from './trial.ts';

export interface Scale {
  /** Processes to be killed in the scenario that does that. */
  kills: number;
  /** Seconds of a trouble that lasts, or times of one that comes again; the short form has less, but at least so much. */
  lasting(full: number, least?: number): number;
  seed: number;
}

export interface Scenario {
  name: string;
  what: string;
  /** Left out of the short form: it takes its time, or does what another one does. */
  long?: boolean;
  /** Why it cannot be had on this machine; null where it can. */
  unfit?: string | null;
  /** @param begin drops the articles and starts Offprint. */
  run(trial: Trial, begin: () => Promise<void>, scale: Scale): Promise<void>;
}

const NO_MOUNT = canMount ? null : 'this process may not mount';
const NO_REDIS = hasRedisServer ? null : 'there is no redis-server here';

const { CHAOS_OTHER: OTHER } = process.env;

export const scenarios: Scenario[] = [
  {
    name: 'kills',
    what: 'kill -9 of workers, children, supervisor and queue store, at random',
    async run(trial, begin, { kills, seed }) {
      const random = randomFrom(seed);
      await begin();
      await trial.isUnderWay();
      const roles: Role[] = ['worker', 'child', 'supervisor', 'worker', 'child', 'store'];
      for (let n = 0; n < kills && (await trial.goesOn(100 + random() * 700)); ) {
        const role = roles[n % roles.length] ?? 'worker';
        // It may just be dead, and not have been started again yet.
        if (!trial.signal(role, 'SIGKILL', random)) continue;
        await trial.deed(`kill ${role}`, () => {});
        n += 1;
      }
    },
  },
  {
    name: 'flush',
    what: 'FLUSHALL while everything is under way',
    async run(trial, begin, { lasting }) {
      await begin();
      await trial.isUnderWay();
      for (let n = 0; n < lasting(10) && (await trial.goesOn(1_500)); n += 1)
        await trial.deed('FLUSHALL', () => flush({ path: storeSocket(trial) }));
    },
  },
  ...[3, 20, 300].map(
    (seconds): Scenario => ({
      name: `away-${seconds}`,
      what: `Redis cannot be reached for ${seconds} s`,
      long: seconds > 3,
      unfit: NO_REDIS,
      async run(trial, begin, { lasting }) {
        const { proxy } = await withRedis(trial);
        await begin();
        await trial.isUnderWay();
        await trial.deed('away', () => proxy.down());
        await sleep(lasting(seconds) * 1_000);
        await proxy.up();
      },
    }),
  ),
  ...ofRedis([
    [
      'redis-crash',
      'kill -9 of a Redis of one’s own, started over its append-only file',
      12,
      (redis) => redis.crash(),
    ],
    [
      'lost-file',
      'the same, and half of its append-only file is cut off',
      4,
      (redis) => redis.crash(cutOff),
    ],
    ['memory', 'the memory of Redis is full for 5 s, then there is room again', 4, fillMemory],
  ]),
  {
    name: 'network',
    what: 'Redis behind latency, resets, pieces of 7 bytes and half-open connections',
    unfit: NO_REDIS,
    async run(trial, begin, { lasting }) {
      const { proxy } = await withRedis(trial);
      await begin();
      await trial.isUnderWay();
      proxy.deaf = true;
      await trial.deed('half-open', () => trial.goesOn(lasting(60) * 1_000));
      proxy.deaf = false;
      // Each connection has to find out by itself that nobody is there.
      await trial.goesOn(lasting(60, 35) * 1_000);
      proxy.latency = 50;
      await trial.deed('latency 50 ms', () => trial.goesOn(lasting(20) * 1_000));
      proxy.latency = 500;
      await trial.deed('latency 500 ms', () => trial.goesOn(lasting(30) * 1_000));
      proxy.latency = 0;
      for (let n = 0; n < lasting(20) && (await trial.goesOn(1_000)); n += 1)
        await trial.deed('reset', () => proxy.reset());
      proxy.slice = 7;
      await trial.deed('slices', () => trial.goesOn(lasting(10) * 1_000));
      proxy.slice = Number.POSITIVE_INFINITY;
    },
  },
  {
    name: 'full',
    what: 'the disk of archive and state is full, then there is room again',
    unfit: NO_MOUNT,
    async run(trial, begin, { lasting }) {
      mountTmpfs(trial.home, '400m');
      trial.defer(async () => unmount(trial.home));
      await begin();
      await trial.isUnderWay();
      for (let n = 0; n < lasting(4, 1) && !trial.hasEnded; n += 1) {
        await trial.deed('full', () => fill(join(trial.home, 'ballast')));
        await sleep(4_000);
        await rm(join(trial.home, 'ballast'));
        await trial.goesOn(8_000);
      }
    },
  },
  {
    name: 'read-only',
    what: 'the disk of the archive becomes read-only, as after an error',
    long: true,
    unfit: NO_MOUNT,
    async run(trial, begin, { lasting }) {
      const archive = join(trial.home, 'archive');
      mountTmpfs(archive, '1g');
      trial.defer(async () => unmount(archive));
      await begin();
      await trial.isUnderWay();
      for (let n = 0; n < lasting(4, 1) && !trial.hasEnded; n += 1) {
        // Refused while a file is open for writing.
        await trial.deed('read-only', () => patiently(() => remount(archive, 'ro')));
        await sleep(4_000);
        remount(archive, 'rw');
        await trial.goesOn(8_000);
      }
    },
  },
  {
    name: 'vanished',
    what: 'the disk of the archive is unmounted and comes back',
    unfit: NO_MOUNT,
    async run(trial, begin, { lasting }) {
      const [archive, disk] = [join(trial.home, 'archive'), `${trial.home}.disk`];
      bind(disk, archive);
      trial.defer(() => rm(disk, { recursive: true, force: true }));
      trial.defer(async () => unmount(archive));
      await begin();
      await trial.isUnderWay();
      for (let n = 0; n < lasting(4, 1) && !trial.hasEnded; n += 1) {
        await trial.deed('vanished', () => unmount(archive));
        await sleep(6_000);
        bind(disk, archive);
        await trial.goesOn(8_000);
      }
      // What was written into the empty folder under the disk while it was away.
      unmount(archive);
      const strays = existsSync(join(archive, 'articles'));
      bind(disk, archive);
      if (strays) throw new Error('articles were published into the folder of a disk that is away');
    },
  },
  {
    name: 'renamed',
    what: 'the folders of archive and inbox are moved away and come back',
    long: true,
    async run(trial, begin, { lasting }) {
      await begin();
      await trial.isUnderWay();
      for (const folder of ['archive', 'inbox']) {
        if (trial.hasEnded) return;
        const at = join(trial.home, folder);
        await trial.deed(`${folder} away`, () => rename(at, `${at}.away`));
        await sleep(lasting(6) * 1_000);
        // Nobody may have made a new one meanwhile that has more than folders in it.
        await rm(at, { recursive: true, force: true });
        await rename(`${at}.away`, at);
        await trial.goesOn(5_000);
      }
    },
  },
  {
    name: 'asleep',
    what: 'SIGSTOP of a worker for a minute, another goes on; of the supervisor and of Redis',
    unfit: NO_REDIS,
    async run(trial, begin, { lasting }) {
      const { redis } = await withRedis(trial);
      await begin();
      await trial.worker();
      await trial.isUnderWay();
      const sleeps = async (name: string, pid: number, seconds: number) => {
        if (trial.hasEnded || !send(pid, 'SIGSTOP')) return;
        await trial.deed(`SIGSTOP ${name}`, () => sleep(seconds * 1_000));
        send(pid, 'SIGCONT');
      };
      await sleeps('Redis', redis.pid(), lasting(10));
      await sleeps('worker', trial.pids('worker')[0] ?? 0, lasting(60, 12));
      await sleeps('supervisor', trial.pids('supervisor')[0] ?? 0, lasting(10));
      await sleeps('child', trial.pids('child')[0] ?? 0, lasting(10));
    },
  },
  {
    name: 'bucket',
    what: 'in a bucket that is busy (503), loses answers after success, has conflicts (409); and kills',
    long: true,
    async run(trial, begin, { kills, seed }) {
      const server = await startS3Server();
      trial.defer(() => server.close());
      const place = server.newPlace();
      const [archive, state] = [`${place}/archive`, `${place}/state`];
      Object.assign(trial.env, { ...server.env, OFFPRINT_ARCHIVE: archive, OFFPRINT_STATE: state });
      const random = randomFrom(seed);
      const faults = ['busy', 'lost', 'conflict'] as const;
      server.faultOf = ({ method }) => {
        if (random() > 0.05) return null;
        const fault = faults[Math.floor(random() * (method === 'PUT' ? 3 : 2))] ?? null;
        if (fault) trial.deeds.set(fault, (trial.deeds.get(fault) ?? 0) + 1);
        return fault;
      };
      await begin();
      await trial.isUnderWay();
      const roles: Role[] = ['worker', 'child', 'supervisor'];
      for (let n = 0; n < kills / 5 && (await trial.goesOn(1_000 + random() * 3_000)); n += 1) {
        const role = roles[n % roles.length] ?? 'worker';
        await trial.deed(`kill ${role}`, () => trial.signal(role, 'SIGKILL', random));
      }
    },
  },
  {
    name: 'names',
    what: 'the name of Redis moves to another address while connections stand',
    long: true,
    unfit: NO_REDIS,
    async run(trial, begin, { lasting }) {
      const { proxy, redis } = await withRedis(trial);
      const other = await startTcpProxy(redis, { host: '127.0.0.2', port: proxy.port });
      trial.defer(() => other.close());
      const names = `${trial.home}.names.json`;
      trial.defer(() => rm(names, { force: true }));
      const move = (address: string) =>
        writeFileSync(names, JSON.stringify({ 'redis.test': address }));
      move('127.0.0.1');
      const preload = fileURLToPath(new URL('../helpers/names.mjs', import.meta.url));
      Object.assign(trial.env, {
        REDIS_URL: `redis://redis.test:${proxy.port}`,
        TEST_NAMES: names,
        NODE_OPTIONS: `--import ${preload}`,
      });
      await other.down();
      await begin();
      await trial.isUnderWay();
      const [here, there] = [proxy, other];
      for (let n = 0; n < lasting(6) && !trial.hasEnded; n += 1) {
        const [from, to] = n % 2 === 0 ? [here, there] : [there, here];
        await trial.deed('moved', async () => {
          await from.down();
          move(n % 2 === 0 ? '127.0.0.2' : '127.0.0.1');
          await to.up();
        });
        await trial.goesOn(3_000);
      }
    },
  },
  {
    name: 'clocks',
    what: 'workers beside it whose clocks are an hour fast and an hour slow',
    long: true,
    unfit: NO_REDIS,
    async run(trial, begin) {
      await withRedis(trial);
      await begin();
      const preload = fileURLToPath(new URL('../helpers/clock.mjs', import.meta.url));
      for (const [name, by] of [
        ['an hour fast', 3_600_000],
        ['an hour slow', -3_600_000],
      ] as const) {
        const env = { NODE_OPTIONS: `--import ${preload}`, TEST_CLOCK: String(by) };
        await trial.deed(name, () => trial.worker(env));
      }
      // The one that goes right is killed, so that the others have to do it.
      await trial.isUnderWay();
      for (let n = 0; n < 5 && (await trial.goesOn(1_000)); n += 1)
        await trial.deed('kill worker', () => trial.signal('worker', 'SIGKILL'));
    },
  },
  {
    name: 'versions',
    what: 'workers of another version of Offprint (CHAOS_OTHER, a folder with its code) beside ours, both killed',
    long: true,
    unfit: NO_REDIS ?? (OTHER ? null : 'CHAOS_OTHER names no other version'),
    async run(trial, begin) {
      await withRedis(trial);
      await begin();
      await trial.deed('another version', () =>
        trial.worker({}, join(OTHER ?? '', 'cli/offprint.mjs')),
      );
      await trial.isUnderWay();
      for (let n = 0; n < 10 && (await trial.goesOn(2_000)); n += 1)
        await trial.deed('kill worker', () => trial.signal('worker', 'SIGKILL'));
    },
  },
];

/** What happens to a Redis of one's own, so often and with pauses between. */
function ofRedis(
  rows: [name: string, what: string, times: number, deed: (redis: RedisServer) => Promise<void>][],
): Scenario[] {
  return rows.map(([name, what, times, deed]) => ({
    name,
    what,
    long: true,
    unfit: NO_REDIS,
    async run(trial, begin, { lasting }) {
      const { redis } = await withRedis(trial);
      await begin();
      await trial.isUnderWay();
      for (let n = 0; n < lasting(times) && (await trial.goesOn(2_000)); n += 1)
        await trial.deed(name, () => deed(redis));
    },
  }));
}

async function fillMemory({ url }: RedisServer): Promise<void> {
  const control = connect({ url }, { failFast: false });
  await control.config('SET', 'maxmemory', '1');
  await sleep(5_000);
  await control.config('SET', 'maxmemory', '0');
  control.disconnect();
}

/** Half of it is lost: redis-server starts with what is there up to the tear. */
async function cutOff(folder: string): Promise<void> {
  const at = join(folder, 'appendonlydir');
  const name = (await readdir(at)).find((one) => one.endsWith('.incr.aof')) ?? '';
  const { size } = await stat(join(at, name));
  await truncate(join(at, name), Math.floor(size / 2));
}

/** A Redis beside it, behind a proxy. */
async function withRedis(trial: Trial): Promise<{ redis: RedisServer; proxy: TcpProxy }> {
  const redis = await startRedisServer();
  trial.defer(() => redis.close());
  const proxy = await startTcpProxy(redis);
  trial.defer(() => proxy.close());
  trial.env.REDIS_URL = `redis://127.0.0.1:${proxy.port}`;
  return { redis, proxy };
}

function storeSocket(trial: Trial): string {
  return socketPath(readConfig(trial.env).config, 'redis');
}

async function flush(address: { path: string }): Promise<void> {
  const redis = connect(address, { failFast: false });
  await redis.flushall();
  redis.disconnect();
}

/** Until not a byte more fits. */
async function fill(file: string): Promise<void> {
  const block = Buffer.alloc(1 << 20);
  const isFull = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOSPC') throw error;
    return true;
  };
  for (let size = block.length; size >= 1; size = size >> 4) {
    const part = block.subarray(0, size);
    for (;;) {
      const full = await writeFile(file, part, { flag: 'a' }).then(() => false, isFull);
      if (full) break;
    }
  }
}

async function patiently(act: () => void): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    try {
      return act();
    } catch (error) {
      if (turn === 200) throw error;
      await sleep(20);
    }
  }
}
