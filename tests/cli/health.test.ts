/** `offprint health` against a real page server and a real store. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { act } from '../../cli/commands/health.ts';
import type { WorkerBeat } from '../../queues/heartbeat.ts';
import { readConfig } from '../../shared/config.ts';
import type { StoreAddress } from '../../shared/queue-store.ts';
import { openTestQueues, type TestQueues } from '../helpers/redis.ts';

describe('offprint health', () => {
  let home: string;
  let queues: TestQueues;
  const servers: Server[] = [];

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'offprint-health-'));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));
  beforeEach(async () => {
    queues = await openTestQueues();
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
    await queues.wipe();
  });

  /** The port of a page server that answers like this. */
  async function listening(answer: RequestListener, host = '127.0.0.1'): Promise<string> {
    const server = createServer(answer);
    servers.push(server);
    server.listen(0, host);
    await once(server, 'listening');
    return String((server.address() as AddressInfo).port);
  }
  /** A port where nobody listens any more. */
  async function free(): Promise<string> {
    const port = await listening(() => {});
    servers.splice(0).map((server) => server.close());
    return port;
  }
  async function health(env: Record<string, string>) {
    const settings = readConfig({ OFFPRINT_HOME: home, OFFPRINT_PREFIX: queues.prefix, ...env });
    const said: string[] = [];
    const terminal = { out: (text: string) => said.push(text), say() {}, progress() {} };
    const { config } = settings;
    const code = await act([], {
      config,
      settings,
      json: true,
      quiet: false,
      terminal,
      options: {},
    });
    return { code, ...JSON.parse(said.join()) };
  }
  async function beat(host: string): Promise<void> {
    const { redis } = queues.producer;
    const beat: WorkerBeat = {
      id: 'w1',
      host,
      pid: 42,
      stages: ['parse', 'images'],
      children: 2,
      memory: 1,
      startedAt: '2026-01-01T00:00:00.000Z',
      version: '1.0.0',
    };
    const value = JSON.stringify(beat);
    await redis.sadd(`${queues.prefix}:offprint:workers`, 'w1', 'w-dead');
    await redis.set(`${queues.prefix}:offprint:worker:w1`, value, 'PX', 15_000);
  }

  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
    ['localhost', 'localhost'],
  ])('is well where a start at %s is ready', async (OFFPRINT_HOST, bound) => {
    const asked: (string | undefined)[] = [];
    const OFFPRINT_PORT = await listening((request, response) => {
      asked.push(request.url);
      response.end('ready\n');
    }, bound);
    const found = await health({ OFFPRINT_HOST, OFFPRINT_PORT });
    expect(found).toMatchObject({ code: 0, well: true, what: 'start' });
    expect(asked).toEqual(['/readyz']);
  });

  it('says in the words of a start that is not ready why it is not', async () => {
    const OFFPRINT_PORT = await listening((_, response) => {
      response.writeHead(503).end('The disk is nearly full.\n');
    });
    expect(await health({ OFFPRINT_PORT })).toEqual({
      code: 3,
      well: false,
      what: 'start',
      message: 'The disk is nearly full.',
    });
  });

  it('does not wait for a start that hangs', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    try {
      const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
        return AbortSignal.abort(new DOMException('late', 'TimeoutError'));
      });
      const OFFPRINT_PORT = await listening(() => {});
      expect(await health({ OFFPRINT_PORT })).toMatchObject({
        code: 3,
        well: false,
        what: 'start',
      });
      expect(timeout).toHaveBeenCalledWith(3_000);
    } finally {
      vi.useRealTimers();
      vi.restoreAllMocks();
    }
  });

  it('is well where a worker of this machine beats', async () => {
    await beat(hostname());
    const found = await health({ OFFPRINT_PORT: await free(), REDIS_URL: urlOf(queues.address) });
    expect(found).toMatchObject({ code: 0, well: true, what: 'worker' });
    expect(found.message).toContain('process 42; parse, images');
  });

  it('takes no other machine for this one', async () => {
    await beat('another-machine');
    const found = await health({ OFFPRINT_PORT: await free(), REDIS_URL: urlOf(queues.address) });
    expect(found).toMatchObject({ code: 3, well: false, what: null });
  });

  it('is not well where nothing runs, and where the store is away', async () => {
    const OFFPRINT_PORT = await free();
    expect(await health({ OFFPRINT_PORT })).toMatchObject({ code: 3, what: null });
    expect(await health({ OFFPRINT_PORT, REDIS_URL: 'redis://127.0.0.1:1' })).toMatchObject({
      code: 3,
      what: 'worker',
      message: 'The queue store cannot be reached.',
    });
  });
});

function urlOf(address: StoreAddress): string {
  if ('url' in address) return address.url;
  return 'path' in address ? `unix://${address.path}` : `redis://${address.host}:${address.port}`;
}
