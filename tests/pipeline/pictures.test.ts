/** Pictures from servers on this machine, one of them a stand-in for a web archive. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { savedArticle } from '../helpers/articles.ts';
import { finished, offprint, spawnOffprint } from '../helpers/offprint.ts';
import { blots } from '../helpers/pictures.ts';
import { serve } from '../helpers/web-server.ts';

const PATIENCE = 120_000;

it(
  'publishes at once without a lost picture, and again with it when an archive had it',
  async () => {
    const picture = await blots('lost', 700, 400).jpeg().toBuffer();
    const asked: string[] = [];
    const server = await serve((request, response) => {
      const url = request.url ?? '';
      if (!url.startsWith('/web/')) return void response.writeHead(404).end();
      asked.push(url);
      // The second is for whoever would wait: no answer, ever.
      if (url.endsWith('/ferry.jpg')) response.end(picture);
    });
    const root = await mkdtemp(join(tmpdir(), 'offprint-rescue-'));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    const [home, given] = [join(root, 'home'), join(root, 'given')];
    await mkdir(given);
    for (const name of ['ferry', 'pier']) {
      const body = `<p>The ${name} in the morning, before the first boat sails.</p><img src="${server.origin}/${name}.jpg">`;
      const article = savedArticle({ url: `https://news.example/${name}`, body });
      await writeFile(join(given, `${name}.md`), article);
    }
    const env = {
      OFFPRINT_PICTURE_SOURCES: '{url}',
      OFFPRINT_RESCUE_SOURCES: `${server.origin}/web/{timestamp}im_/{url}`,
      OFFPRINT_RESCUE_RATE: '600',
      OFFPRINT_ALLOW_HOSTS: server.host,
      OFFPRINT_PORT: '0',
    };
    const run = await offprint(['run', given, '--json', '--home', home], env);
    expect(JSON.parse(run.stdout)).toMatchObject({ published: 2, failed: 0 });
    const list = await readdir(join(home, 'state/rescue'));
    expect(list.length).toBeGreaterThanOrEqual(1);

    const start = spawnOffprint(['start', '--home', home], env);
    const ended = finished(start);
    const status = async () =>
      JSON.parse((await offprint(['status', '--json', '--home', home])).stdout);
    while ((await status()).pictures.rescued < 1) await sleep(300);
    start.kill('SIGINT');
    await ended;

    expect(await status()).toMatchObject({
      accepted: 2,
      published: 2,
      versions: 0,
      pictures: { stored: 0, rescued: 1, missing: 1 },
    });
    const folder = await articleFolder(home, 'ferry');
    const record = JSON.parse(await readFile(join(folder, 'article.json'), 'utf8'));
    expect(record.pictures).toMatchObject([
      { status: 'rescued', reason: null, width: 700, archived: expect.stringMatching(/^20\d\d-/) },
    ]);
    expect(record.pictures[0].from).toMatch(/\/web\/\d{14}im_\/http/);
    expect(record.warnings).toEqual([]);
    expect(await readFile(join(folder, 'index.html'), 'utf8')).toContain('700.webp');
    expect((await offprint(['verify', '--home', home])).code).toBe(0);
    expect(asked.filter((url) => url.endsWith('/ferry.jpg'))).toHaveLength(1);
  },
  PATIENCE,
);

it(
  'asks one host for two things at a time, and for each address once',
  async () => {
    const picture = await blots('shared', 300, 200).jpeg().toBuffer();
    const asked: string[] = [];
    let [inside, most] = [0, 0];
    const server = await serve((request, response) => {
      asked.push(request.url ?? '');
      inside += 1;
      most = Math.max(most, inside);
      setTimeout(() => {
        inside -= 1;
        response.end(Buffer.concat([picture, Buffer.from(request.url ?? '')]));
      }, 20);
    });
    const root = await mkdtemp(join(tmpdir(), 'offprint-polite-'));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    await mkdir(join(root, 'given'));
    for (let n = 0; n < 12; n += 1) {
      const images = ['logo', `${n}-a`, `${n}-b`, `${n}-c`].map(
        (name) => `<img src="${server.origin}/${name}.jpg">`,
      );
      const article = savedArticle({ url: `https://news.example/${n}`, body: images.join('') });
      await writeFile(join(root, 'given', `${n}.md`), article);
    }
    const env = { OFFPRINT_PICTURE_SOURCES: '{url}', OFFPRINT_ALLOW_HOSTS: server.host };
    const given = join(root, 'given');
    const run = await offprint(['run', given, '--json', '--home', join(root, 'home')], env);
    expect(JSON.parse(run.stdout).pictures).toMatchObject({ stored: 48, missing: 0 });
    expect(most).toBe(2);
    expect(asked.toSorted()).toEqual([...new Set(asked)].sort());
  },
  PATIENCE,
);

async function articleFolder(home: string, name: string): Promise<string> {
  const status = await offprint(['status', '--json', '--articles', '--home', home]);
  const { articles } = JSON.parse(status.stdout) as { articles: { file: string; path: string }[] };
  const path = articles.find(({ file }) => file.includes(name))?.path ?? '';
  return join(home, 'archive', path, '..');
}
