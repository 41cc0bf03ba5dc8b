/**
 * What it costs to have many articles already: a home of so many, each with its receipt and its entry in the
 * catalog (copies of one, with names and pictures of their own; their pages are left out). How long `offprint
 * start` takes until it is ready, until the front page is new, and how long `offprint status` looks.
 *
 *   node --import tsx bench/large-home.ts [--articles 100000] [--pictures 2] [--at FOLDER] [--json]
 *
 * Seconds, and MB of memory at the end.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pMap from 'p-map';
import { Receipts } from '../queues/receipts.ts';
import type { CatalogEntry } from '../shared/article.ts';
import { allEntries } from '../shared/catalog-entries.ts';
import { DiskStorage } from '../shared/storage.ts';
import { offprint, spawnOffprint } from '../tests/helpers/offprint.ts';
import { writeArticles } from './articles.ts';
import { machine, round } from './figures.ts';
import { largest, memory } from './processes.ts';

const { values } = parseArgs({
  options: {
    articles: { type: 'string', default: '100000' },
    pictures: { type: 'string', default: '2' },
    at: { type: 'string', default: tmpdir() },
    json: { type: 'boolean', default: false },
  },
});
const articles = Number(values.articles);

const home = await mkdtemp(join(values.at, 'offprint-large-'));
const given = join(home, 'given');
await writeArticles(given, 1);
await offprint(['run', given, '--quiet', '--home', home]);
const before = await measured(home);
await multiply();
const after = await measured(home);
const result = { machine: machine(), articles, withOne: before, withAll: after };
console.log(JSON.stringify(result, null, 2));
await rm(home, { recursive: true });

/** Hexadecimal digits that are always the same for the same number. */
function digits(n: number, kind: string): string {
  return createHash('sha256').update(`${kind} ${n}`).digest('hex');
}

async function multiply(): Promise<void> {
  const state = join(home, 'state');
  const archive = join(home, 'archive');
  const receipt = await firstOf(new Receipts(new DiskStorage(state)).all());
  const { entry } = await firstOf(allEntries(new DiskStorage(archive)));
  const end = receipt.ends[''];
  const one = async (n: number) => {
    const id = `a${digits(n, 'article').slice(0, 20)}`;
    const name = `f${digits(n, 'receipt').slice(0, 20)}`;
    const sha256 = digits(n, 'bytes');
    const path = `${Math.floor(n / 1_000)}/${n}.md`;
    const file = { ...receipt.file, receipt: name, path, sha256 };
    const own = { ...end, id, path: `articles/${id.slice(1, 3)}/${id}/index.html` };
    await put(join(state, 'receipts', name.slice(1, 3)), name, {
      ...receipt,
      receipt: name,
      order: n + 2,
      file,
      ends: { '': own },
    });
    await put(join(archive, 'catalog/entries', id.slice(1, 3)), id, {
      ...entry,
      id,
      pictures: Array.from({ length: Number(values.pictures) }, (_, at) => picture(n * 1_000 + at)),
    });
  };
  await pMap(Array(articles - 1).keys(), one, { concurrency: 32 });
}

async function firstOf<One>(all: AsyncIterable<One>): Promise<One> {
  for await (const one of all) return one;
  throw new Error('nothing was published');
}

function picture(n: number): CatalogEntry['pictures'][number] {
  const sha256 = digits(n, 'picture');
  const host = 'pictures.example';
  return { status: 'stored', reason: null, sha256, likeness: sha256.slice(0, 16), host };
}

async function put(folder: string, name: string, content: unknown): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.json`), JSON.stringify(content));
}

async function measured(home: string) {
  const page = join(home, 'archive/index.html');
  const written = () => stat(page).then(({ mtimeMs }) => mtimeMs);
  const old = await written();
  const began = performance.now();
  const since = () => round((performance.now() - began) / 1_000);
  const started = spawnOffprint(['start', '--home', home], { OFFPRINT_PORT: '0' });
  const ended = once(started, 'exit');
  let said = '';
  started.stdout?.on('data', (text: Buffer) => {
    said += text.toString();
  });
  const address = () => /http:\/\/\S+/.exec(said)?.[0];
  while (!said.includes('Ctrl-C ends.')) await sleep(10);
  while (!(await fetch(new URL('/readyz', address())).then(({ ok }) => ok))) await sleep(10);
  const ready = since();
  while ((await written()) === old) await sleep(20);
  const frontPage = since();
  const run = { pid: started.pid ?? 0, home };
  const [now, most] = await Promise.all([
    largest(run, memory),
    largest(run, (pid) => memory(pid, 'most')),
  ]);
  started.kill('SIGINT');
  await ended;
  const asked = performance.now();
  const { stdout } = await offprint(['status', '--json', '--home', home]);
  const { accepted } = JSON.parse(stdout) as { accepted: number };
  return {
    accepted,
    ready,
    frontPage,
    status: round((performance.now() - asked) / 1_000),
    supervisor: { now: round(now.supervisor ?? 0), most: round(most.supervisor ?? 0) },
    worker: { now: round(now.worker ?? 0), most: round(most.worker ?? 0) },
  };
}
