/** The commands as scripts use them: exit codes, one JSON document on stdout, files where CONTRACT says. */
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Receipts } from '../../queues/receipts.ts';
import { articleFolder, MANIFEST } from '../../shared/archive-layout.ts';
import { entryKey } from '../../shared/catalog-entries.ts';
import { DiskStorage } from '../../shared/storage.ts';
import { differences, tree } from '../chaos/tree.ts';
import { savedArticle } from '../helpers/articles.ts';
import { finished, offprint, spawnOffprint } from '../helpers/offprint.ts';
import { receiptOf } from '../web/receipts.ts';

describe('offprint', () => {
  let root: string;
  let web: Server;
  let host: string;
  /** Whether a picture that was gone is there again. */
  let isBack = false;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'offprint-commands-'));
    const picture = await sharp({
      create: { width: 1000, height: 500, channels: 3, background: 'teal' },
    })
      .jpeg()
      .toBuffer();
    web = createServer((request, response) => {
      const isPicture =
        request.url?.includes('ship.jpg') || (isBack && request.url?.includes('back.jpg'));
      response.setHeader('content-type', isPicture ? 'image/jpeg' : 'text/html; charset=utf-8');
      response.statusCode = isPicture || request.url === '/story' ? 200 : 404;
      response.end(isPicture ? picture : page());
    });
    web.listen(0, '127.0.0.1');
    await once(web, 'listening');
    host = `127.0.0.1:${(web.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    web.close();
    await rm(root, { recursive: true, force: true });
  });

  async function given(
    name: string,
    files: Record<string, string>,
  ): Promise<{ home: string; folder: string }> {
    const folder = join(root, name, 'given');
    for (const [path, content] of Object.entries(files)) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    return { home: join(root, name, 'home'), folder };
  }

  it('replays from the archive: a picture that is back is published into its article', async () => {
    const body = `<p>Ships.</p><img src="http://${host}/back.jpg">`;
    const { home, folder } = await given('replay', {
      'a.md': savedArticle({ url: 'https://news.example/a', body }),
      'a-later.md': savedArticle({ url: 'https://news.example/a', body: `${body}<p>Later.</p>` }),
      'b.md': savedArticle({ url: 'https://news.example/b' }),
      'fetched.url': `http://${host}/story`,
    });
    const env = { OFFPRINT_ALLOW_HOSTS: host, OFFPRINT_PICTURE_SOURCES: '{url}' };
    const first = await offprint(['run', folder, '--json', '--home', home], env);
    const before = JSON.parse(first.stdout);
    expect(before).toMatchObject({ published: 4, versions: 1 });
    const missing = before.pictures.missing;
    expect(missing).toBeGreaterThanOrEqual(2);
    const archive = await tree(join(home, 'archive'));
    const why = await offprint(['status', '--pictures', '--json', '--home', home]);
    expect(JSON.parse(why.stdout).reasons[0]).toMatchObject({
      code: 'E_HTTP_404',
      host: '127.0.0.1',
    });

    const idle = await offprint(['replay', '--from', 'publish', '--home', home]);
    expect(idle.stdout).toContain('4 to run again');
    await offprint(['run', '--json', '--home', home], env);
    expect(differences(archive, await tree(join(home, 'archive')))).toEqual([]);

    isBack = true;
    const asked = await offprint(['replay', '--from', 'images', '--json', '--home', home]);
    expect(JSON.parse(asked.stdout).replayed).toBe(2);
    const again = await offprint(['run', '--json', '--home', home], env);
    expect(JSON.parse(again.stdout)).toMatchObject({ accepted: 2, published: 2, failed: 0 });

    const status = JSON.parse((await offprint(['status', '--json', '--home', home])).stdout);
    expect(status).toMatchObject({
      accepted: 4,
      published: 4,
      versions: 1,
      pictures: { stored: before.pictures.stored + 2, missing: missing - 2 },
    });
    const changed = differences(archive, await tree(join(home, 'archive')));
    expect(changed.some((line) => /^differs: .*article\.json/.test(line))).toBe(true);
    expect(changed.some((line) => line.startsWith('only in the first'))).toBe(false);
    expect((await offprint(['verify', '--home', home])).code).toBe(0);
    expect((await readdir(join(home, 'done'))).sort()).toEqual([
      'a-later.md',
      'a.md',
      'b.md',
      'fetched.url',
    ]);
  });

  it('makes whole what the archive has lost, where the file is dropped again or the article replayed', async () => {
    const { home, folder } = await given('lost', {
      'a.md': savedArticle({ url: 'https://news.example/a' }),
      'a-later.md': savedArticle({ url: 'https://news.example/a', body: '<p>Later.</p>' }),
      'b.md': savedArticle({ url: 'https://news.example/b' }),
      'c.md': savedArticle({ url: 'https://news.example/c' }),
    });
    const json = async (...args: string[]) =>
      JSON.parse((await offprint([...args, '--json', '--home', home])).stdout);
    const { articles } = await json('run', folder, '--articles');
    const idOf = (file: string): string =>
      articles.find((article: { file: string }) => article.file === file).id;
    const archive = join(home, 'archive');
    const before = await tree(archive);

    const [a, b, c] = ['a.md', 'b.md', 'c.md'].map(idOf) as [string, string, string];
    await rm(join(archive, articleFolder(a)), { recursive: true });
    await rm(join(archive, entryKey(b)));
    const list = join(archive, articleFolder(c), MANIFEST);
    await writeFile(list, `${await readFile(list, 'utf8')}\0`);
    const told = await offprint(['verify', '--home', home]);
    expect(told.code).toBe(1);
    for (const name of [`${articleFolder(a)}/${MANIFEST}`, entryKey(b)])
      expect(told.stdout).toContain(`missing ${name}`);
    expect(told.stdout).toContain(`changed ${articleFolder(c)}/${MANIFEST}`);
    expect(told.stdout).toContain('drop its file again');

    // It knows the jobs of the first time for a day, and would be waited for until they count as lost.
    await rm(join(home, 'redis'), { recursive: true, force: true });
    expect(await json('run', folder)).toMatchObject({ published: 3, duplicates: 1, failed: 0 });
    expect(await json('verify')).toMatchObject({ missing: [], changed: [expect.any(String)] });
    await json('replay', c, '--from', 'publish');
    expect(await json('run')).toMatchObject({ published: 1, failed: 0 });
    expect(await json('verify')).toMatchObject({ missing: [], changed: [], extra: [] });
    expect(differences(before, await tree(archive))).toEqual([]);
  });

  it('publishes, then knows the same files again, and changes no byte', async () => {
    const { home, folder } = await given('twice', {
      'a.md': savedArticle({
        url: 'https://news.example/a',
        body: `<p>Ships.</p><img src="http://${host}/ship.jpg">`,
      }),
      'b.md': savedArticle({ url: 'https://news.example/b' }),
      'b-later.md': savedArticle({
        url: 'https://news.example/b?utm_source=x',
        captured: 1_600_000_900_000,
      }),
      'bad.html': '%PDF-1.4 nothing for us',
    });
    const env = { OFFPRINT_PICTURE_SOURCES: '{url}', OFFPRINT_ALLOW_HOSTS: host };
    const first = await offprint(['run', folder, '--json', '--articles', '--home', home], env);
    expect(first.code).toBe(1);
    expect(JSON.parse(first.stdout)).toMatchObject({
      accepted: 4,
      published: 3,
      versions: 1,
      duplicates: 0,
      failed: 1,
      inFlight: 0,
      pictures: { stored: 1, rescued: 0, missing: 0 },
      failures: [{ file: 'bad.html', code: 'E_NOT_HTML' }],
      articles: [
        { file: 'a.md', url: 'https://news.example/a' },
        { file: 'b-later.md' },
        { file: 'b.md' },
      ],
    });
    expect(await readdir(folder)).toHaveLength(4);
    expect(await readdir(join(home, 'failed'))).toEqual(['bad.html', 'bad.html.reason.json']);
    const front = await readFile(join(home, 'archive/index.html'), 'utf8');
    expect(front).toContain('Harbour opens');
    const before = await tree(join(home, 'archive'));
    expect(
      Object.keys(before).filter((path) => /pictures\/.*\/(480|960|1000)\.webp$/.test(path)),
    ).toHaveLength(3);

    await rm(join(folder, 'bad.html'));
    const second = await offprint(['run', folder, '--json', '--home', home], env);
    expect(second.code).toBe(0);
    expect(JSON.parse(second.stdout)).toMatchObject({
      accepted: 3,
      published: 0,
      duplicates: 3,
      failed: 0,
    });
    expect(differences(before, await tree(join(home, 'archive')))).toEqual([]);

    const status = JSON.parse((await offprint(['status', '--json', '--home', home])).stdout);
    expect(status).toMatchObject({
      accepted: 7,
      published: 3,
      versions: 1,
      duplicates: 3,
      failed: 1,
      inFlight: 0,
    });
  });

  it('fetches the page of an added address, with its pictures', async () => {
    const home = join(root, 'address/home');
    const env = { OFFPRINT_PICTURE_SOURCES: '{url}', OFFPRINT_ALLOW_HOSTS: host };
    const added = await offprint(
      ['add', `http://${host}/story`, `http://${host}/gone`, '--json', '--home', home],
      env,
    );
    expect(JSON.parse(added.stdout)).toMatchObject({ added: 2 });
    const run = JSON.parse(
      (await offprint(['run', '--json', '--articles', '--home', home], env)).stdout,
    );
    expect(run).toMatchObject({
      published: 1,
      failed: 1,
      pictures: { stored: 1 },
      failures: [{ code: 'E_HTTP_404' }],
      articles: [{ title: 'The ferry is back' }],
    });
  });

  it('refuses private addresses, unless they are allowed by name', async () => {
    const url = `http://${host}/story`;
    const { home, folder } = await given('private', {
      'story.url': `[InternetShortcut]\r\nURL=${url}\r\n`,
    });
    const run = JSON.parse((await offprint(['run', folder, '--json', '--home', home])).stdout);
    expect(run.failures).toMatchObject([{ code: 'E_URL_PRIVATE' }]);
    // At the keyboard it is said at once.
    expect((await offprint(['add', url, '--home', home])).stderr).toContain('E_URL_PRIVATE');
  });

  it('deletes what belongs to no article only while nothing is under way', async () => {
    const { home, folder } = await given('prune', { 'a.md': savedArticle({}) });
    expect((await offprint(['run', folder, '--home', home])).code).toBe(0);
    const state = new DiskStorage(join(home, 'state'));
    const archive = new DiskStorage(join(home, 'archive'));
    const open = receiptOf({ file: 'b.md', open: true, order: 2 });
    await new Receipts(state).write(open);
    await archive.write('pictures/aa/of-b/480.webp', 'not listed yet');
    const busy = await offprint(['verify', '--home', home]);
    expect(busy).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/while articles are under way/),
    });
    const refused = await offprint(['verify', '--prune', '--home', home]);
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/1 article is under way/),
    });
    await new Receipts(state).remove(open.receipt);
    expect((await offprint(['verify', '--home', home])).code).toBe(1);
    expect(await offprint(['verify', '--prune', '--home', home])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^deleted pictures\/aa\/of-b\/480\.webp$/m),
    });
    expect(await archive.has('pictures/aa/of-b/480.webp')).toBe(false);
  });

  it('takes an article down, keeps it out, and says so', async () => {
    const { home, folder } = await given('removed', {
      'a.md': savedArticle(),
      'b.md': savedArticle({ url: 'https://news.example/b' }),
    });
    const run = JSON.parse(
      (await offprint(['run', folder, '--json', '--articles', '--home', home])).stdout,
    );
    const [{ id }] = run.articles;
    expect((await offprint(['remove', id, '--reason', 'asked', '--home', home])).code).toBe(0);
    expect((await offprint(['verify', '--home', home])).code).toBe(0);
    const front = await readFile(join(home, 'archive/index.html'), 'utf8');
    expect(front).not.toContain(id);
    const again = JSON.parse((await offprint(['run', folder, '--json', '--home', home])).stdout);
    expect(again).toMatchObject({
      accepted: 2,
      duplicates: 1,
      failed: 1,
      failures: [{ file: 'a.md', code: 'E_REMOVED' }],
    });
    expect((await offprint(['remove', 'a00000000000000000000', '--home', home])).code).toBe(2);
  });

  it('tells the journey of one article, by file, address or id', async () => {
    const { home, folder } = await given('journey', { 'sub/a.md': savedArticle() });
    await offprint(['run', folder, '--json', '--home', home]);
    for (const name of ['sub/a.md', 'a.md', 'https://news.example/harbour']) {
      const [journey] = JSON.parse(
        (await offprint(['status', name, '--json', '--home', home])).stdout,
      );
      expect(journey.end.steps.map(({ stage }: { stage: string }) => stage)).toEqual([
        'ingest',
        'parse',
        'images',
        'metadata',
        'publish',
      ]);
    }
    expect((await offprint(['status', 'nobody', '--home', home])).code).toBe(2);
  });

  it('says where to put files when there is nothing to do', async () => {
    const home = join(root, 'empty/home');
    const run = await offprint(['run', '--home', home]);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain(join(home, 'inbox'));
  });

  it('stops at Ctrl-C with 130, and goes on next time', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, n) => [
        `${n}.md`,
        savedArticle({ url: `https://news.example/${n}`, title: `Number ${n}` }),
      ]),
    );
    const { home, folder } = await given('interrupted', files);
    const child = spawnOffprint(['run', folder, '--json', '--home', home], { LOG_LEVEL: 'info' });
    child.stderr?.once('data', () => {
      child.stderr?.once('data', () => child.kill('SIGINT'));
    });
    expect((await finished(child)).code).toBe(130);
    await offprint(['run', '--json', '--home', home]);
    const status = JSON.parse((await offprint(['status', '--json', '--home', home])).stdout);
    expect(status).toMatchObject({ accepted: 60, published: 60, failed: 0, inFlight: 0 });
  });

  it('lets one supervisor run per home: a second start names it, a run hands over to it', async () => {
    const { home, folder } = await given('beside', { 'a.md': savedArticle() });
    const start = spawnOffprint(['start', '--home', home], { OFFPRINT_PORT: '0' });
    const [said] = (await once(start.stdout ?? start, 'data')) as [Buffer];
    expect(said.toString()).toContain(join(home, 'inbox'));
    const second = await offprint(['start', '--home', home], { OFFPRINT_PORT: '0' });
    expect(second.code).toBe(2);
    expect(second.stderr).toContain(String(start.pid));
    const run = await offprint(['run', folder, '--json', '--home', home]);
    expect(JSON.parse(run.stdout)).toMatchObject({ accepted: 1, published: 1, inFlight: 0 });
    start.kill('SIGINT');
    expect((await finished(start)).code).toBe(130);
  });

  it.each([
    ['no such command', ['fetch'], {}],
    ['no such option', ['run', '--fast'], {}],
    ['no such path', ['run', '/nowhere/at/all'], {}],
    ['a bad setting', ['status'], { OFFPRINT_PORT: 'high' }],
    ['no such stage', ['worker', 'paint'], {}],
    ['an address that is none', ['add', 'ftp://news.example/x'], {}],
    ['retry of nothing named', ['retry'], {}],
    ['a public address without a token', ['start'], { OFFPRINT_HOST: '0.0.0.0' }],
  ])('ends with 2 and a sentence: %s', async (_, args, env) => {
    const ended = await offprint(args as string[], {
      OFFPRINT_HOME: join(root, 'usage'),
      ...(env as Record<string, string>),
    });
    expect(ended.code).toBe(2);
    expect(ended.stderr.trim()).not.toBe('');
    expect(ended.stdout).toBe('');
  });

  it('ends with 3 when the queue store cannot be reached', async () => {
    const { home, folder } = await given('away', { 'a.md': savedArticle() });
    const ended = await offprint(['run', folder, '--home', home], {
      REDIS_URL: 'redis://127.0.0.1:1',
    });
    expect(ended.code).toBe(3);
    expect(ended.stderr).toMatch(/cannot be reached/);
  });

  it('checks the machine', async () => {
    const doctor = await offprint(['doctor', '--json', '--home', join(root, 'doctor')]);
    expect(doctor.code).toBe(0);
    expect(JSON.parse(doctor.stdout).well).toBe(true);
  });
});

function page(): string {
  const text =
    'The ferry crosses the water again, the harbour master said on Monday, and everybody may come aboard. ';
  return `<!doctype html><html lang="en"><head><title>The ferry is back</title></head><body><nav>Menu</nav><article>
<h1>The ferry is back</h1><p>${text.repeat(3)}</p><img src="/ship.jpg" width="1000" height="500" alt="The ferry"><p>${text.repeat(3)}</p>
</article></body></html>`;
}
