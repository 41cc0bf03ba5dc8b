/**
 * One queue store for all tests: a container where Docker is, else the machine's
 * redis-server, else the JavaScript store. `TEST_STORE=container|server|javascript`
 * insists on one. Each test takes a prefix of its own.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startJavaScriptStore } from '../../cli/store-javascript.ts';
import { findServer, startServer } from '../../cli/store-server.ts';
import { readConfig } from '../../shared/config.ts';
import type { StoreAddress, StoreKind } from '../../shared/queue-store.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    store: { address: StoreAddress; kind: StoreKind };
  }
}

interface TestStore {
  address: StoreAddress;
  kind: StoreKind;
  describe: string;
  close(): Promise<void>;
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const store = await open();
  console.log(`queue store of the tests: ${store.describe}`);
  project.provide('store', { address: store.address, kind: store.kind });
  return () => store.close();
}

async function open(): Promise<TestStore> {
  const wanted = process.env.TEST_STORE;
  if (wanted === 'container') return container();
  if (wanted === 'javascript') return startJavaScriptStore();
  if (wanted === 'server') return server();
  try {
    return await container();
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    console.log(`no container for the Redis tests (${why}); they run on the store at hand`);
  }
  return (await findServer(readConfig({}).config)) ? server() : startJavaScriptStore();
}

/**
 * Told what to run and asked whether it answers: images differ in their default
 * command (some let nobody in from outside) and in what they write to their log.
 */
async function container(): Promise<TestStore> {
  const { getContainerRuntimeClient, Wait } = await import('testcontainers');
  await getContainerRuntimeClient();
  const { RedisContainer } = await import('@testcontainers/redis');
  const image = process.env.TEST_REDIS_IMAGE ?? 'redis:7';
  const settings = '--protected-mode no --appendonly yes --maxmemory-policy noeviction';
  const started = await new RedisContainer(image)
    .withCommand(['redis-server', ...settings.split(' ')])
    .withWaitStrategy(Wait.forSuccessfulCommand('redis-cli ping'))
    .start();
  return {
    // Not getConnectionUrl(): it carries an empty password, and Redis complains of that at each connection.
    address: { url: `redis://${started.getHost()}:${started.getPort()}` },
    kind: 'url',
    describe: `a container of ${image}`,
    close: async () => {
      await started.stop();
    },
  };
}

async function server(): Promise<TestStore> {
  const home = await mkdtemp(join(tmpdir(), 'offprint-store-'));
  const { config } = readConfig({ OFFPRINT_HOME: home });
  const program = await findServer(config);
  if (!program) throw new Error('no redis-server or valkey-server on PATH');
  const store = await startServer(program, { ...config, redis: home });
  return {
    ...store,
    close: async () => {
      await store.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
