/** An archive to export from, made by a real run: two scripts, versions, pictures, hostile names. */
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DiskStorage } from '../../../shared/storage.ts';
import { formatOf } from '../../../workers/export/formats.ts';
import { selectArticles, type Wanted } from '../../../workers/export/select.ts';
import { type Exported, exportToFile } from '../../../workers/export.ts';
import { articleId } from '../../../workers/ingest/canonical.ts';
import { savedArticle } from '../../helpers/articles.ts';
import { offprint } from '../../helpers/offprint.ts';
import { blots } from '../../helpers/pictures.ts';

export const HOSTILE = '../../x 港口重开 ]]> <script>alert("1")</script> & \u{1F6A2}';
export const HARBOUR = 'https://news.example/2020/harbour';
export const FERRY = 'https://other.example/ferry';
export const SAVED = 'https://saved.example/dir/night-train';

export interface TestArchive {
  root: string;
  home: string;
  /** `http://127.0.0.1:PORT`, where pictures and a page were had from. */
  origin: string;
  archive: DiskStorage;
  /** The article of the fetched page. */
  fetched: string;
  /** The article that has no address. */
  own: string;
  page: string;
  export(name: string, wanted?: Partial<Wanted>): Promise<Exported>;
  file(name: string): Promise<Buffer>;
  close(): Promise<void>;
}

export const idOf = articleId;

export async function makeArchive(): Promise<TestArchive> {
  const root = await mkdtemp(join(tmpdir(), 'offprint-export-'));
  const picture = await blots('ship', 1_800, 1_200).jpeg().toBuffer();
  const page = storyPage();
  const web = createServer((request, response) => {
    const isPicture = request.url?.startsWith('/ship.jpg') ?? false;
    const isPage = request.url === '/story';
    const mime = isPicture ? 'image/jpeg' : 'text/html; charset=utf-8';
    response.writeHead(isPicture || isPage ? 200 : 404, { 'content-type': mime });
    response.end(isPicture ? picture : page);
  });
  web.listen(0, '127.0.0.1');
  await once(web, 'listening');
  const host = `127.0.0.1:${(web.address() as AddressInfo).port}`;
  const home = join(root, 'home');
  for (const [path, content] of Object.entries(await givenFiles(`http://${host}`))) {
    await mkdir(dirname(join(root, 'given', path)), { recursive: true });
    await writeFile(join(root, 'given', path), content);
  }
  const env = { OFFPRINT_ALLOW_HOSTS: host, OFFPRINT_PICTURE_SOURCES: '{url}' };
  const args = ['run', join(root, 'given'), '--json', '--articles', '--home', home];
  const run = JSON.parse((await offprint(args, env)).stdout);
  if (run.failed > 0 || run.published !== 6) throw new Error(JSON.stringify(run, null, 2));
  web.close();
  const archive = new DiskStorage(join(home, 'archive'));
  const idFrom = (file: string) =>
    run.articles.find((article: { file: string }) => article.file === file).id;
  return {
    root,
    home,
    origin: `http://${host}`,
    archive,
    fetched: idFrom('fetched.urls'),
    own: idFrom('own.md'),
    page,
    async export(name, wanted = {}) {
      const all = { names: [], outlet: null, since: null };
      const { ids } = await selectArticles(archive, { ...all, ...wanted });
      const format = formatOf(name)?.(archive);
      if (!format) throw new Error(`no format: ${name}`);
      const { signal } = new AbortController();
      return exportToFile(join(root, name), { archive, ids, format, signal, onProgress() {} });
    },
    file: (name) => readFile(join(root, name)),
    close: () => rm(root, { recursive: true, force: true }),
  };
}

async function givenFiles(origin: string): Promise<Record<string, string | Buffer>> {
  const harbour = `<p>港口星期一重新开放，市长说，船只可以再次进港。AT&amp;T 与 a &lt; b。<br>第二行<ruby>漢<rt>hàn</rt></ruby></p>
<figure><img src="${origin}/ship.jpg" alt="一艘 &quot;船&quot;"><figcaption>渡轮 &amp; 港口 <b>图</b></figcaption></figure>
<table><tr><td colspan="2">一<td>二</table><ul><li>甲<li>乙</ul><hr><p><a href="https://news.example/?a=1&amp;b=2">链接</a></p>
<img src="${origin}/gone.jpg">`;
  const ferry = `<p>The ferry crosses again, the harbour master said, and all may come aboard.</p><img src="${origin}/ship.jpg">`;
  return {
    'zh/harbour.md': savedArticle({ url: HARBOUR, title: HOSTILE, body: harbour }),
    'ferry.md': savedArticle({ url: FERRY, title: 'The ferry', body: ferry }),
    'ferry-later.md': savedArticle({
      url: FERRY,
      title: 'The ferry, corrected',
      captured: 1_700_000_000_000,
      body: `${ferry}<p>Corrected.</p>`,
    }),
    'fetched.urls': `${origin}/story`,
    'night.html': savedPage(),
    'night_files/night.png': await blots('night', 700, 500).png().toBuffer(),
    'own.md': `# Written here\n\nA text of one's own, which has never had an address on the web.\n\n![Mine](own_files/own.jpg)\n`,
    'own_files/own.jpg': await blots('own', 800, 600).jpeg().toBuffer(),
  };
}

const TEXT =
  'The night train climbs to the mountains again, and the guard hands out the old blankets on the way. ';

function storyPage(): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The story</title></head><body><nav>Menu</nav><article>
<h1>The story</h1><p>${TEXT.repeat(3)}</p><img src="/ship.jpg" width="1800" height="1200"><p>${TEXT.repeat(3)}</p></article></body></html>`;
}

function savedPage(): string {
  return `<!DOCTYPE html>
<!-- saved from url=(${String(SAVED.length).padStart(4, '0')})${SAVED} -->
<html lang="en"><head><title>Night train</title></head><body><nav>Menu</nav><article><h1>Night train</h1>
<p>${TEXT.repeat(3)}</p><img src="./night_files/night.png" width="700" height="500"><p>${TEXT.repeat(3)}</p></article></body></html>`;
}
