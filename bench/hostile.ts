/**
 * What bad files cost the good ones: articles a second of good files alone, and with one bad file among ten
 * (all rows of docs/bad-inputs.md that are files, but for the empty one, which waits a minute as it should).
 *
 *   node --import tsx bench/hostile.ts [--articles 1000] [--rounds 3] [--at FOLDER] [--json]
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Receipts } from '../queues/receipts.ts';
import { DiskStorage } from '../shared/storage.ts';
import { published, refused } from '../tests/helpers/bad-inputs.ts';
import { offprint } from '../tests/helpers/offprint.ts';
import { writeArticles } from './articles.ts';
import { machine, middle, round } from './figures.ts';

const { values } = parseArgs({
  options: {
    articles: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    at: { type: 'string', default: tmpdir() },
    json: { type: 'boolean', default: false },
  },
});
const articles = Number(values.articles);
const root = await mkdtemp(join(values.at, 'offprint-hostile-'));
const [good, mixed] = [join(root, 'good'), join(root, 'mixed')];
await Promise.all([good, mixed].map((folder) => writeArticles(folder, articles)));
await mixIn(mixed, Math.round(articles / 10));

const rounds: { alone: number; among: number }[] = [];
for (let turn = 0; turn < Number(values.rounds); turn += 1)
  rounds.push({ alone: await goodPerSecond(good), among: await goodPerSecond(mixed) });
await rm(root, { recursive: true });
const ratios = rounds.map(({ alone, among }) => round(among / alone));
const result = {
  machine: machine(),
  articles,
  amongAgainstAlone: middle(ratios),
  ratios,
  perSecond: rounds.map(({ alone, among }) => ({ alone: round(alone), among: round(among) })),
};
console.log(JSON.stringify(result, null, 2));

/** Beside the good ones, in their folders, so that they come in turns. */
async function mixIn(folder: string, count: number): Promise<void> {
  const bad = [...refused, ...published].filter(([row]) => row !== 1);
  for (let n = 0; n < count; n += 1) {
    const [, name = '', content = ''] = bad[n % bad.length] ?? [];
    const beside = join(folder, String(Math.floor((n * 10) / 1_000)));
    await mkdir(beside, { recursive: true });
    // A remark at the end makes it another file, and the number a place among the good ones.
    const mark = typeof content === 'string' ? `${content}<!-- ${n} -->` : content;
    await writeFile(join(beside, `${n * 10}-${name}`), mark);
  }
}

/** From the first acceptance to the end of the last good one. */
async function goodPerSecond(given: string): Promise<number> {
  const home = join(root, 'home');
  await offprint(['run', given, '--quiet', '--home', home], {
    OFFPRINT_WORKERS: String(availableParallelism()),
    LOG_LEVEL: 'fatal',
  });
  const [begun, ended]: [number[], number[]] = [[], []];
  for await (const { file, ends, acceptedAt } of new Receipts(
    new DiskStorage(join(home, 'state')),
  ).all()) {
    begun.push(Date.parse(acceptedAt));
    if (/^\d+\.md$/.test(file.name)) ended.push(Date.parse(ends['']?.at ?? ''));
  }
  await rm(home, { recursive: true });
  const first = begun.reduce((least, at) => Math.min(least, at));
  const last = ended.reduce((most, at) => Math.max(most, at));
  return ended.length / ((last - first) / 1_000);
}
