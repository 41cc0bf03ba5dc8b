import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { knownStore, openStore } from '../../cli/store.ts';
import { findServer } from '../../cli/store-server.ts';
import { type Config, type Environment, readConfig } from '../../shared/config.ts';
import { connect, type StoreAddress } from '../../shared/queue-store.ts';
import { DiskStorage } from '../../shared/storage.ts';

const server = await findServer(readConfig({}).config);

describe('the queue store', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offprint-ladder-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const configure = (env: Environment = {}): Config =>
    readConfig({ OFFPRINT_HOME: folder, ...env }).config;
  const open = (config: Config) => openStore(config, new DiskStorage(config.state));
  async function ask<T>(
    address: StoreAddress,
    question: (redis: ReturnType<typeof connect>) => Promise<T>,
  ): Promise<T> {
    const redis = connect(address, { failFast: false });
    try {
      return await question(redis);
    } finally {
      redis.disconnect();
    }
  }

  it('is the JavaScript one where there is nothing else, and says so', async () => {
    const store = await open(configure({ OFFPRINT_REDIS_SERVER: '' }));
    expect(store.kind).toBe('javascript');
    expect(store.describe).toMatch(/small archives/);
    expect(await ask(store.address, (redis) => redis.ping())).toBe('PONG');
    await store.close();
  });

  it('the JavaScript one listens on loopback only, and comes back at the same place', async () => {
    const store = await open(configure({ OFFPRINT_REDIS_SERVER: '' }));
    const { port } = store.address as { port: number };
    const sockets = execFileSync('cat', ['/proc/net/tcp', '/proc/net/tcp6']).toString();
    const hex = port.toString(16).toUpperCase().padStart(4, '0');
    const listening = sockets
      .split('\n')
      .filter((line) => line.includes(`:${hex} `) && / 0A /.test(line));
    expect(listening).toHaveLength(1);
    expect(listening[0]).toMatch(/0100007F:/);
    await store.close();
    await store.mend();
    expect(await ask(store.address, (redis) => redis.ping())).toBe('PONG');
    await store.close();
  });

  it.skipIf(!server)(
    'is the server of the machine, with everything on disk and nothing dropped',
    async () => {
      const config = configure();
      const store = await open(config);
      expect(store.kind).toBe('server');
      const info = await ask(store.address, (redis) => redis.info());
      expect(info).toMatch(/aof_enabled:1/);
      expect(info).toMatch(/maxmemory_policy:noeviction/);
      expect(info).toMatch(/tcp_port:0/);
      expect(await knownStore(config)).toEqual({ kind: 'server', address: store.address });
      await store.close();
    },
  );

  it.skipIf(!server)(
    'takes over a server that outlived its supervisor, and starts one that died',
    async () => {
      const config = configure();
      const first = await open(config);
      await ask(first.address, (redis) => redis.set('kept', 'yes'));
      const second = await open(config);
      expect(await ask(second.address, (redis) => redis.get('kept'))).toBe('yes');
      const pid = Number(
        /process_id:(\d+)/.exec(await ask(second.address, (redis) => redis.info()))?.[1],
      );
      process.kill(pid, 'SIGKILL');
      await expect.poll(() => isAlive(pid)).toBe(false);
      await second.mend();
      expect(await ask(second.address, (redis) => redis.get('kept'))).toBe('yes');
      await second.close();
    },
  );

  it.skipIf(!server)('finds room for its socket where the home lies deep', async () => {
    const deep = join(folder, 'd'.repeat(60), 'e'.repeat(60));
    const config = configure({ OFFPRINT_HOME: deep });
    const store = await open(config);
    expect(await ask(store.address, (redis) => redis.ping())).toBe('PONG');
    await store.close();
  });

  describe.skipIf(!server)('somebody’s Redis', () => {
    /** A server of the test's own, as an operator would run it. */
    async function operatorsRedis(...args: string[]) {
      const dir = join(folder, 'operator');
      await mkdir(dir, { recursive: true });
      const path = join(dir, 'redis.sock');
      const child = spawn(
        server ?? '',
        ['--port', '0', '--unixsocket', path, '--dir', dir, '--save', '', ...args],
        { stdio: 'ignore' },
      );
      await ask({ path }, (redis) => redis.ping());
      return {
        env: { REDIS_URL: `unix://${path}` },
        async end() {
          child.kill('SIGKILL');
          await once(child, 'exit');
        },
      };
    }

    it('is refused when it may drop jobs', async () => {
      const redis = await operatorsRedis(
        '--maxmemory',
        '100mb',
        '--maxmemory-policy',
        'allkeys-lru',
      );
      await expect(open(configure(redis.env))).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringContaining('noeviction'),
      });
      await redis.end();
    });

    it('is used with a warning when it keeps nothing on disk', async () => {
      const redis = await operatorsRedis();
      const store = await open(configure(redis.env));
      expect(store.warnings).toEqual([expect.stringContaining('appendonly no')]);
      await redis.end();
    });

    it('is refused under a prefix that belongs to another archive', async () => {
      const redis = await operatorsRedis();
      await open(configure(redis.env));
      const other = configure({ ...redis.env, OFFPRINT_STATE: join(folder, 'other-state') });
      await expect(open(other)).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringContaining('OFFPRINT_PREFIX'),
      });
      const third = configure({
        ...redis.env,
        OFFPRINT_STATE: join(folder, 'other-state'),
        OFFPRINT_PREFIX: 'other',
      });
      await open(third);
      await redis.end();
    });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
