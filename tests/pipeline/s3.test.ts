/** The whole pipeline with archive and state in a bucket: the same archive, also under kill -9. */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openStorage } from '../../shared/open-storage.ts';
import { DiskStorage } from '../../shared/storage.ts';
import { offprintProcesses } from '../chaos/processes.ts';
import { differences } from '../chaos/tree.ts';
import { savedArticle } from '../helpers/articles.ts';
import { offprint, spawnOffprint } from '../helpers/offprint.ts';
import { type S3Server, startS3Server } from '../helpers/s3-server.ts';
import { storageTree } from '../helpers/storage-tree.ts';
import { start } from '../web/started.ts';

const examples = fileURLToPath(new URL('../../examples', import.meta.url));
const FOLDERS = ['articles', 'pictures', 'originals', 'catalog'];

describe('in a bucket', () => {
  let server: S3Server;
  let root: string;
  let calm: Record<string, string>;
  beforeAll(async () => {
    server = await startS3Server();
    root = await mkdtemp(join(tmpdir(), 'offprint-s3-run-'));
    const home = join(root, 'calm');
    expect((await offprint(['run', examples, '--home', home])).code).toBe(1);
    calm = await storageTree(new DiskStorage(join(home, 'archive')), FOLDERS);
    expect(Object.keys(calm).length).toBeGreaterThan(30);
  });
  afterAll(async () => {
    await server.close();
    await rm(root, { recursive: true, force: true });
  });

  /** A place of one's own for archive and state, as settings. */
  function bucket() {
    const place = server.newPlace();
    const archive = `${place}/archive`;
    const env = { ...server.env, OFFPRINT_ARCHIVE: archive, OFFPRINT_STATE: `${place}/state` };
    return { env, archive };
  }

  it('is the same archive as on the disk; it verifies, is listed, exported and served', async () => {
    const { env, archive } = bucket();
    const home = join(root, 'bucket');
    const ran = await offprint(['run', examples, '--home', home], env);
    expect(ran.code, ran.stderr).toBe(1);
    const storage = await openStorage(archive);
    expect(differences(calm, await storageTree(storage, FOLDERS))).toEqual([]);
    const verified = await offprint(['verify', '--home', home], env);
    expect(verified.stdout).toMatch(/^6 articles, \d+ files checked: all as published\.\n$/);
    const counts = JSON.parse((await offprint(['status', '--json', '--home', home], env)).stdout);
    expect(counts).toMatchObject({ accepted: 7, published: 6, failed: 1, inFlight: 0 });
    const file = join(root, 'all.jsonl');
    expect((await offprint(['export', '--all', '--to', file, '--home', home], env)).code).toBe(0);
    const again = await offprint(['run', examples, '--json', '--home', home], env);
    expect(JSON.parse(again.stdout)).toMatchObject({ published: 0, duplicates: 6 });
    const one = await start(env);
    const [page] = Object.keys(calm).filter(
      (path) => /^articles\/../.test(path) && path.endsWith('index.html'),
    );
    const answer = await fetch(new URL(`/${page}`, one.archive));
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await answer.text()).toContain('<article');
    expect((await fetch(new URL('/articles/none.html', one.archive))).status).toBe(404);
    await one.clear();
  });

  it('is the same after workers, children and Offprint itself were killed', async () => {
    const { env, archive } = bucket();
    const home = join(root, 'wild');
    for (const role of ['worker', 'child', 'supervisor', 'worker', 'supervisor'] as const) {
      const run = spawnOffprint(['run', examples, '--home', home], env);
      const ended = once(run, 'exit');
      const victim = () =>
        offprintProcesses(run.pid ?? 0, home).find((one) => one.role === role)?.pid ?? 0;
      // Somewhere in the midst of it; where exactly does not matter for what follows.
      for (let turn = 0; turn < 200 && victim() === 0 && run.exitCode === null; turn += 1)
        await sleep(25);
      await sleep(300);
      const pid = victim();
      if (pid > 0) process.kill(pid, 'SIGKILL');
      await ended;
    }
    await offprint(['run', '--home', home], env);
    const storage = await openStorage(archive);
    expect(differences(calm, await storageTree(storage, FOLDERS))).toEqual([]);
  }, 240_000);

  it('is the same when the server is busy, loses answers and has conflicts', async () => {
    const { env, archive } = bucket();
    let asked = 0;
    const faults = ['busy', 'lost', 'conflict'] as const;
    server.faultOf = ({ method }) => {
      asked += 1;
      if (asked % 20 > 0 || (method !== 'PUT' && asked % 3 === 2)) return null;
      return faults[(asked / 20) % 3] ?? null;
    };
    const ran = await offprint(['run', examples, '--home', join(root, 'faults')], env);
    server.faultOf = () => null;
    expect(ran.code, ran.stderr).toBe(1);
    const storage = await openStorage(archive);
    expect(differences(calm, await storageTree(storage, FOLDERS))).toEqual([]);
  }, 120_000);

  it('lets workers elsewhere join by Redis and the bucket alone', async () => {
    const { address, kind } = inject('store');
    if (kind === 'javascript') return;
    const redis =
      'url' in address
        ? address.url
        : 'path' in address
          ? `unix://${address.path}`
          : `redis://${address.host}:${address.port}`;
    const { env } = bucket();
    const shared = {
      ...env,
      REDIS_URL: redis,
      OFFPRINT_PREFIX: `test-s3-${process.pid}`,
    };
    const one = await start({ ...shared, OFFPRINT_SETTLE_MS: '100' });
    const elsewhere = join(root, 'elsewhere');
    const worker = spawnOffprint(['worker', '--home', elsewhere], { ...shared, LOG_LEVEL: 'info' });
    let said = '';
    worker.stderr?.on('data', (text: Buffer) => {
      said += text.toString();
    });
    await expect.poll(() => said, { timeout: 30_000 }).toMatch(/Working on/);
    const folder = join(root, 'many');
    await mkdir(folder);
    for (let n = 0; n < 30; n += 1) {
      const url = `https://news.example/${n}`;
      await writeFile(join(folder, `${n}.md`), savedArticle({ url, title: `第${n}篇` }));
    }
    expect((await offprint(['add', folder, '--home', one.home], shared)).code).toBe(0);
    const counts = async () =>
      JSON.parse((await offprint(['status', '--json', '--home', one.home], shared)).stdout);
    await expect
      .poll(counts, { timeout: 60_000, interval: 1_000 })
      .toMatchObject({ published: 30 });
    expect(said.match(/"outcome":"done"/g)?.length).toBeGreaterThan(10);
    worker.kill('SIGTERM');
    await once(worker, 'exit');
    await one.clear();
  }, 120_000);

  it('says where it cannot be reached, and ends with 3', async () => {
    const env = { ...bucket().env, AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9' };
    const ended = await offprint(['run', examples, '--home', join(root, 'away')], env);
    expect(ended.code).toBe(3);
    expect(ended.stderr).toMatch(/^s3:\/\/offprint-test\/.* cannot be used just now: /);
  }, 60_000);
});
