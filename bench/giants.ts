/**
 * What the processes need at most while files come that are as large or as heavy as they may be, and larger,
 * among ordinary ones: MB of each, and what became of the files.
 *
 *   node --import tsx bench/giants.ts [--articles 300] [--at FOLDER] [--json]
 *
 * Pictures that were made to exhaust a process are in bench/bombs.ts.
 */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Receipts } from '../queues/receipts.ts';
import { DiskStorage } from '../shared/storage.ts';
import { spawnOffprint } from '../tests/helpers/offprint.ts';
import { writeArticles } from './articles.ts';
import { machine } from './figures.ts';
import { largest, memory, ROLES } from './processes.ts';

const { values } = parseArgs({
  options: {
    articles: { type: 'string', default: '300' },
    at: { type: 'string', default: tmpdir() },
    json: { type: 'boolean', default: false },
  },
});

const MB = 1024 ** 2;
const SENTENCE = '港口管理局昨日宣布，自下周一起分阶段恢复航运，首批入港的是等候多日的渔船。';
const page = (body: string) =>
  `<html><head><title>港口</title></head><body><article>${body}</article></body></html>`;
/** Just below the limit of 10 MB, by what is repeated. */
const filledWith = (piece: string) =>
  page(piece.repeat(Math.floor((9.9 * MB) / Buffer.byteLength(piece))));

/** Each is dropped twice, as two different files. */
const giants: Record<string, () => string | Buffer> = {
  '100 MB of text': () => Buffer.alloc(100 * MB, 'x'),
  '100 MB of markup': () => Buffer.alloc(100 * MB, '<div>'),
  '9.9 MB of paragraphs': () => filledWith(`<p>${SENTENCE.repeat(40)}</p>`),
  '9.9 MB in one paragraph': () => filledWith(SENTENCE),
  '9.9 MB of links': () => filledWith(`<a href="https://news.example/${'a'.repeat(200)}">x</a>`),
  '9.9 MB in one attribute': () => page(`<p title="${'x'.repeat(9.8 * MB)}">${SENTENCE}</p>`),
  '9.9 MB of script': () =>
    page(`<p>${SENTENCE.repeat(5)}</p><script>${'x=1;'.repeat(2.4 * MB)}</script>`),
  '9.9 MB of tables in tables': () => filledWith('<table><tr><td>'),
  '9.9 MB of open brackets': () => filledWith('<'),
  '9.9 MB of JSON-LD': () =>
    page(`<script type="application/ld+json">${'['.repeat(9.8 * MB)}</script><p>${SENTENCE}</p>`),
};

const root = await mkdtemp(join(values.at, 'offprint-giants-'));
const [given, home] = [join(root, 'given'), join(root, 'home')];
await writeArticles(given, Number(values.articles));
await mkdir(join(given, 'giants'));
for (const [name, make] of Object.entries(giants))
  for (const copy of [1, 2])
    await writeFile(
      join(given, 'giants', `${name}, ${copy}.html`),
      Buffer.concat([Buffer.from(make()), Buffer.from(`<!-- ${copy} -->`)]),
    );

const run = spawnOffprint(['run', given, '--quiet', '--home', home], {
  OFFPRINT_WORKERS: String(availableParallelism()),
  LOG_LEVEL: 'fatal',
});
const ended = once(run, 'exit');
const most = Object.fromEntries(ROLES.map((role) => [role, 0]));
while (run.exitCode === null) {
  // The most that each has had so far: of a child that ends, what it had at the look before.
  const now = await largest({ pid: run.pid ?? 0, home }, (pid) => memory(pid, 'most'));
  for (const role of ROLES) most[role] = Math.round(Math.max(most[role] ?? 0, now[role] ?? 0));
  await sleep(100);
}
await ended;

const outcomes: Record<string, string> = {};
let published = 0;
for await (const { file, ends } of new Receipts(new DiskStorage(join(home, 'state'))).all()) {
  const { outcome = '?', code = null } = ends[''] ?? {};
  if (file.collection === 'giants') outcomes[file.name] = code ?? outcome;
  else if (outcome === 'published') published += 1;
}
await rm(root, { recursive: true });
const result = { machine: machine(), articles: Number(values.articles), published, most, outcomes };
console.log(JSON.stringify(result, null, 2));
