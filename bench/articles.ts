/**
 * What the benches work on: the articles of `CORPUS` where it is set, else ones made here; and as many of
 * them as a bench asks for, each with an address and a paragraph of its own.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pMap from 'p-map';
import { savedArticle } from '../tests/helpers/articles.ts';

const PARAGRAPH =
  '港口管理局昨日宣布，自下周一起分阶段恢复航运，首批入港的是等候多日的渔船与补给船，其余船只须按抽签次序排队。';

/** Writes so many articles below `target`, a thousand in a folder. @param from where the copies begin. */
export async function writeArticles(target: string, count: number, from = 0): Promise<void> {
  const originals = await readOriginals();
  const numbers = Array.from({ length: count }, (_, n) => from + n);
  await pMap(
    numbers,
    async (n) => {
      const folder = join(target, String(Math.floor(n / 1_000)));
      await mkdir(folder, { recursive: true });
      const original = originals[n % originals.length] ?? '';
      await writeFile(join(folder, `${n}.md`), copyOf(original, n));
    },
    { concurrency: 16 },
  );
}

async function readOriginals(): Promise<string[]> {
  const { CORPUS } = process.env;
  if (!CORPUS) return Array.from({ length: 100 }, (_, n) => ownArticle(n));
  const names = await readdir(CORPUS, { recursive: true, withFileTypes: true });
  const files = names.filter((one) => one.isFile() && /\.(md|txt)$/.test(one.name));
  const paths = files.map((one) => join(one.parentPath, one.name)).sort();
  return Promise.all(paths.map((path) => readFile(path, 'utf8')));
}

/** Some twenty paragraphs, as long as news are, and in every third article a picture. */
function ownArticle(n: number): string {
  const paragraphs = Array.from({ length: 10 + (n % 20) }, (_, at) => `<p>${at}：${PARAGRAPH}</p>`);
  if (n % 3 === 0) paragraphs.splice(2, 0, `<img src="https://pictures.example/${n}.jpg">`);
  const body = paragraphs.join('\n');
  return savedArticle({ url: `https://news.example/${n}`, title: `港口消息第${n}号`, body });
}

/** Another address, in the header or the front matter, and another paragraph at the end. */
function copyOf(original: string, n: number): string {
  const mark = (url: string) => `${url}${url.includes('?') ? '&' : '?'}copy=${n}`;
  const moved = original
    .replace(/^(\[.*\]\()(\S+)(\)\r?\n-{6,})/m, (_, head, url, tail) => head + mark(url) + tail)
    .replace(/^(from: )(\S+)$/m, (_, head, url) => head + mark(url));
  return `${moved}\n\n<p>抄本第 ${n} 份。</p>\n`;
}

/** How many articles the archive of a home holds. */
export async function countPublished(home: string): Promise<number> {
  const root = join(home, 'archive/articles');
  const folders = await readdir(root).catch(() => []);
  const lists = await Promise.all(folders.map((name) => readdir(join(root, name))));
  return lists.reduce((sum, list) => sum + list.length, 0);
}
