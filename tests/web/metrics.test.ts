import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { savedArticle } from '../helpers/articles.ts';
import { type Exposition, readExposition } from '../helpers/exposition.ts';
import { finished, offprint, spawnOffprint } from '../helpers/offprint.ts';
import { blots } from '../helpers/pictures.ts';
import { serve } from '../helpers/web-server.ts';
import { type Started, start } from './started.ts';

const TOKEN = 'the-token-of-these-tests';
/** Milliseconds. */
const PATIENT = { timeout: 50_000, interval: 100 };
const headers = { authorization: `Bearer ${TOKEN}` };

/** The accounting, and that it adds up. */
function accounting(page: Exposition) {
  const of = (outcome: string) => page.value('offprint_articles', { outcome });
  const counts = {
    accepted: page.value('offprint_articles_accepted'),
    published: of('published'),
    duplicates: of('duplicate'),
    failed: of('failed'),
    inFlight: of('in_flight'),
  };
  expect(counts.accepted).toBe(page.value('offprint_articles'));
  return counts;
}

describe('/metrics of offprint start', () => {
  let one: Started;
  let picture: Buffer;
  beforeEach(async () => {
    picture = await blots('metrics', 600, 400).jpeg().toBuffer();
    const server = await serve((request, response) => {
      if (request.url === '/ferry.jpg') response.end(picture);
      else response.writeHead(404).end();
    });
    one = await start({
      OFFPRINT_TOKEN: TOKEN,
      OFFPRINT_SETTLE_MS: '50',
      OFFPRINT_PICTURE_SOURCES: `${server.origin}{path}`,
      OFFPRINT_RESCUE_SOURCES: '',
      OFFPRINT_ALLOW_HOSTS: server.host,
    });
  });
  afterEach(() => one.clear());

  const scrape = async () => {
    const answer = await fetch(new URL('/metrics', one.archive), { headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    return readExposition(await answer.text());
  };
  /** `name` is the picture's, too. */
  const drop = (name: string) => {
    const body = `<p>The ${name} sails in the morning, before the first train.</p><img src="https://news.example/${name}.jpg">`;
    const article = savedArticle({ url: `https://news.example/${name}`, body });
    return writeFile(join(one.home, 'inbox', `${name}.md`), article);
  };

  it('adds up at every scrape, and in the end says what offprint status says', async () => {
    expect(accounting(await scrape())).toMatchObject({ accepted: 0 });
    for (const name of ['ferry', 'pier', 'tram']) await drop(name);
    await writeFile(join(one.home, 'inbox', 'table.html'), '%PDF-1.7 not a page');
    await expect
      .poll(async () => (await scrape()).value('offprint_articles_accepted'), PATIENT)
      .toBe(4);
    const first = join(one.home, 'inbox', 'second-copy.md');
    await expect
      .poll(async () => accounting(await scrape()), PATIENT)
      .toMatchObject({ published: 3, inFlight: 0 });
    await copyFile(join(one.home, 'done', 'ferry.md'), first);
    await expect
      .poll(async () => accounting(await scrape()), PATIENT)
      .toMatchObject({ accepted: 5, inFlight: 0 });

    const page = await scrape();
    const told = await offprint(['status', '--json', '--home', one.home]);
    const { accepted, published, duplicates, failed, inFlight, pictures } = JSON.parse(told.stdout);
    const status = { accepted, published, duplicates, failed, inFlight };
    expect(accounting(page)).toEqual(status);
    expect(status).toEqual({ accepted: 5, published: 3, duplicates: 1, failed: 1, inFlight: 0 });
    for (const [which, count] of Object.entries(pictures))
      expect(page.value('offprint_published_pictures', { status: which })).toBe(count);
    for (const stage of ['ingest', 'parse', 'images', 'metadata', 'publish']) {
      expect([stage, page.value('offprint_jobs_total', { stage, outcome: 'done' })]).toEqual([
        stage,
        3,
      ]);
    }
    expect(page.value('offprint_jobs_total', { stage: 'ingest', outcome: 'failed' })).toBe(1);
    expect(page.value('offprint_stage_duration_seconds_count', { stage: 'images' })).toBe(3);
    expect(page.value('offprint_pictures_total', { outcome: 'stored', reason: 'none' })).toBe(1);
    const lost = { outcome: 'missing', reason: 'E_HTTP_404' };
    expect(page.value('offprint_pictures_total', lost)).toBe(2);
    expect(page.value('offprint_downloaded_bytes_total', { by: 'images' })).toBe(picture.length);
    const original = page.value('offprint_picture_stored_bytes_total', { kind: 'original' });
    expect(original).toBe(picture.length);
    expect(page.value('offprint_picture_stored_bytes_total', { kind: 'copy' })).toBeGreaterThan(0);
    expect(page.value('offprint_host_wait_seconds_count', { host: 'other' })).toBe(3);
    expect(page.value('offprint_queue_jobs', { queue: 'ingest', state: 'failed' })).toBe(1);
    expect(page.value('offprint_queue_jobs', { state: 'waiting' })).toBe(0);
    expect(page.value('offprint_build_info', { version: '0.1.0' })).toBe(1);
    for (const role of ['supervisor', 'worker'])
      expect(page.value('process_resident_memory_bytes', { role })).toBeGreaterThan(0);
  });

  it('needs the token, like the queues', async () => {
    const metrics = new URL('/metrics', one.archive);
    expect((await fetch(metrics)).status).toBe(401);
    const wrong = { authorization: 'Bearer another' };
    expect((await fetch(metrics, { headers: wrong })).status).toBe(401);
    const link = await fetch(one.dashboard, { redirect: 'manual' });
    const cookie = link.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await fetch(metrics, { headers: { cookie } })).status).toBe(200);
  });

  it('goes on without a worker that does not answer, and with the next one', async () => {
    const up = async () => (await scrape()).value('offprint_worker_up');
    await expect.poll(up, PATIENT).toBe(1);
    const [worker] = one.pids(/main\.ts --forked/);
    process.kill(worker ?? 0, 'SIGSTOP');
    const page = await scrape();
    expect(page.value('offprint_worker_up')).toBe(0);
    expect(page.value('offprint_jobs_total')).toBeNull();
    expect(accounting(page)).toMatchObject({ accepted: 0 });
    process.kill(worker ?? 0, 'SIGKILL');
    await expect.poll(up, PATIENT).toBe(1);
    expect((await scrape()).value('offprint_worker_starts_total')).toBe(2);
  });

  it('is served by offprint worker, too, where it is given a port', async () => {
    const env = { OFFPRINT_METRICS_PORT: '0', OFFPRINT_TOKEN: TOKEN };
    const worker = spawnOffprint(['worker', 'parse', '--home', one.home], env);
    const ended = finished(worker);
    const address = await new Promise<string>((resolve) => {
      worker.stderr?.on('data', (text: Buffer) => {
        const found = /Metrics: (\S+)\/metrics/.exec(text.toString())?.[1];
        if (found) resolve(found);
      });
    });
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
    expect((await fetch(`${address}/metrics`)).status).toBe(401);
    const page = readExposition(await (await fetch(`${address}/metrics`, { headers })).text());
    expect(page.value('offprint_jobs_total')).toBe(0);
    expect(page.value('process_resident_memory_bytes', { role: 'worker' })).toBeGreaterThan(0);
    expect(page.value('offprint_articles')).toBeNull();
    worker.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });
});

describe('offprint worker', () => {
  it('serves no metrics to other machines without a token of one’s own', async () => {
    const env = { OFFPRINT_METRICS_PORT: '0', OFFPRINT_HOST: '0.0.0.0' };
    const { code, stderr } = await offprint(['worker'], env);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^OFFPRINT_HOST=0\.0\.0\.0 would let other machines in\./);
  });
});
