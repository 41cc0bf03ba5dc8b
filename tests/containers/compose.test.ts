import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { savedArticle } from '../helpers/articles.ts';
import { type Compose, openCompose, TOKEN } from './compose.ts';

const isWanted = process.env.TEST_CONTAINERS === '1';
if (!isWanted) {
  console.log('containers are not tested; with a Docker engine: TEST_CONTAINERS=1 npm test');
}

const ARTICLES = 60;

describe.skipIf(!isWanted)('docker-compose.yml with three workers', { timeout: 300_000 }, () => {
  let compose: Compose;
  let articles: string;

  beforeAll(async () => {
    articles = await mkdtemp(join(tmpdir(), 'offprint-articles-'));
    // Made for its owner alone; in the container somebody else reads it.
    await chmod(articles, 0o755);
    for (let n = 1; n <= ARTICLES; n += 1) {
      const url = `https://news.example/${n}`;
      const body = `<p>第${n}天，港口重新开放，船只可以再次进港。</p>`;
      await writeFile(
        join(articles, `${n}.md`),
        savedArticle({ url, title: `港口的第${n}天`, body }),
      );
    }
    compose = await openCompose();
    await compose.run('build');
    await compose.run('up', '--detach', '--scale', 'worker=3');
    await vi.waitFor(async () => expect(await readiness()).toBe(200), {
      timeout: 120_000,
      interval: 500,
    });
  }, 600_000);
  afterAll(async () => {
    await compose?.down();
    await rm(articles, { recursive: true, force: true });
  }, 120_000);

  /** With a limit: the engine takes connections before anybody is there to answer them. */
  const readiness = () =>
    fetch(`${compose.url}/readyz`, { signal: AbortSignal.timeout(3_000) }).then(
      ({ status }) => status,
      () => 0,
    );
  const inApp = (...args: string[]) =>
    compose.run('exec', '-T', 'app', 'node', 'cli/offprint.mjs', ...args);
  const counts = async () => JSON.parse(await inApp('status', '--json'));

  it('works off what is put into the inbox, shared among the workers', async () => {
    const running = async () =>
      (await compose.run('logs', '--no-color', 'worker')).match(/Working on/g)?.length;
    await expect.poll(running, { timeout: 60_000, interval: 500 }).toBe(3);
    const added = await compose.run(
      'run',
      '--rm',
      '-T',
      '--no-deps',
      '-v',
      `${articles}:/articles:ro`,
      'app',
      'add',
      '/articles',
    );
    expect(added).toMatch(new RegExp(`^${ARTICLES} added`));
    await expect.poll(counts, { timeout: 180_000, interval: 1_000 }).toMatchObject({
      accepted: ARTICLES,
      published: ARTICLES,
      failed: 0,
      inFlight: 0,
    });
    const logs = await compose.run('logs', '--no-color', 'worker');
    const busy = new Set(
      [...logs.matchAll(/^(\S*worker\S*) .*"outcome":"done"/gm)].map(([, name]) => name),
    );
    expect(busy.size).toBeGreaterThan(1);
  });

  it('the archive verifies', async () => {
    expect(await inApp('verify')).toMatch(new RegExp(`^${ARTICLES} articles, .* all as published`));
  });

  it('serves the archive to everybody on this machine, and the queues to who has the token', async () => {
    const status = async (path: string, headers = {}) =>
      (await fetch(compose.url + path, { headers, redirect: 'manual' })).status;
    expect(await status('/')).toBe(200);
    expect(await status('/healthz')).toBe(200);
    expect(await status('/queues/api/queues')).toBe(401);
    expect(await status('/queues/api/queues', { authorization: `Bearer ${TOKEN}` })).toBe(200);
  });

  it('runs as nobody in particular, on a file system it cannot change, with no build tools', async () => {
    const inside = (script: string) => compose.attempt(['exec', '-T', 'app', 'sh', '-c', script]);
    expect((await inside('id -u')).output.trim()).toBe('1000');
    expect((await inside('touch /app/x')).code).not.toBe(0);
    expect((await inside('command -v gcc; command -v make; command -v python3')).output).toBe('');
    const left =
      'ls -d node_modules/vitest node_modules/typescript tests docs .env .git .ci 2>/dev/null';
    expect((await inside(left)).output).toBe('');
  });

  it('refuses a second supervisor over the same volume', async () => {
    const { code } = await compose.attempt(['run', '--rm', '-T', '--no-deps', 'app', 'start']);
    expect(code).toBe(2);
    expect(await readiness()).toBe(200);
  });

  it('says that it is not ready while Redis is away, and goes on by itself', async () => {
    await compose.run('stop', 'redis');
    await expect.poll(readiness, { timeout: 30_000 }).toBe(503);
    expect((await fetch(`${compose.url}/healthz`)).status).toBe(200);
    await compose.run('start', 'redis');
    await expect.poll(readiness, { timeout: 60_000 }).toBe(200);
  });

  it('ends in order when it is stopped', async () => {
    await compose.run('stop');
    expect(await compose.exitCodes()).toEqual([0, 0, 0, 0, 0]);
  });

  it('wants a token', async () => {
    const { code, errors } = await compose.attempt(['config'], { OFFPRINT_TOKEN: '' });
    expect(code).not.toBe(0);
    expect(errors).toMatch(/set OFFPRINT_TOKEN/);
  });
});
