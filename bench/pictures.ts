/**
 * Pictures per second of the `images` stage, against a bare sharp loop that makes the same files with
 * the same settings on the same cores, and against eleventy-img where it is installed:
 *
 *   node --import tsx bench/pictures.ts [--pictures 200] [--rounds 3] [--json]
 *
 * The stage also downloads from a server in a process of its own, hashes, stores durably, and makes
 * thumbhash, colour and likeness; the loops read from the disk and write there. Each round runs all
 * of them, one after the other; what counts is the ratio within a round.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pMap from 'p-map';
import pino from 'pino';
import sharp from 'sharp';
import type { ParsedArticle } from '../shared/article.ts';
import type { Context } from '../shared/context.ts';
import { openDownload } from '../shared/download.ts';
import { DiskStorage } from '../shared/storage.ts';
import { articleWith } from '../tests/workers/images/articles.ts';
import { images } from '../workers/images.ts';
import { ChildPool } from '../workers/pool.ts';
import { machine, middle, round } from './figures.ts';

const { values } = parseArgs({
  options: {
    pictures: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});
const WIDTHS = [480, 960, 1600];
/** As in news: large originals, medium ones, and some that are hardly wider than the smallest copy. */
const SIZES: [number, number][] = [
  [2400, 1600],
  [1600, 1067],
  [1200, 800],
  [800, 533],
  [560, 373],
];
const PER_ARTICLE = 5;
const cores = availableParallelism();

const root = await mkdtemp(join(tmpdir(), 'offprint-bench-'));
const names = Array.from({ length: Number(values.pictures) }, (_, n) => `${n}.jpg`);
const folder = join(root, 'given');
await mkdir(folder);
await pMap(names, makePicture, { concurrency: cores });
const server = spawn(process.execPath, ['-e', serverScript(), folder], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
process.on('exit', () => server.kill());
const origin = await new Promise<string>((resolve) =>
  server.stdout?.once('data', (line: Buffer) => resolve(line.toString().trim())),
);

const runs: Record<string, (round: number) => Promise<void>> = { stage, loop };
if (await peer()) runs['eleventy-img'] = eleventy;
const seconds: Record<string, number[]> = {};
/** Of the copies: how many files, and bytes together. */
const made: Record<string, { files: number; bytes: number }> = {};
let started = 0;
for (let round = 0; round < Number(values.rounds); round += 1) {
  // In another order each time: the disk and the machine are not the same from run to run.
  const order = Object.entries(runs);
  if (round % 2 === 1) order.reverse();
  for (const [name, run] of order) {
    started = Date.now();
    await run(round);
    seconds[name] = [...(seconds[name] ?? []), (Date.now() - started) / 1_000];
    made[name] = await copiesIn(join(root, `${name}-${round}`));
  }
}
server.kill();
await rm(root, { recursive: true, force: true });
report();
process.exit(0);

async function copiesIn(folder: string): Promise<{ files: number; bytes: number }> {
  const names = await readdir(folder, { recursive: true });
  const copies = names.filter((name) => name.endsWith('.webp'));
  const sizes = await pMap(copies, async (name) => (await stat(join(folder, name))).size, {
    concurrency: 16,
  });
  return { files: copies.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** Photographs have grain, which is what costs. */
async function makePicture(name: string, at: number): Promise<void> {
  const [width, height] = SIZES[at % SIZES.length] ?? [800, 533];
  const seed = createHash('sha256').update(name).digest().subarray(0, 24);
  const grain = { type: 'gaussian', mean: 128, sigma: 12 } as const;
  const noise = await sharp({
    create: { width, height, channels: 3, background: 'grey', noise: grain },
  })
    .png({ compressionLevel: 0 })
    .toBuffer();
  await sharp(seed, { raw: { width: 4, height: 2, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .composite([{ input: noise, blend: 'soft-light' }])
    .jpeg({ quality: 85 })
    .toFile(join(folder, name));
}

/** Through everything a worker process has, but for the queue. */
async function stage(round: number): Promise<void> {
  const home = join(root, `stage-${round}`);
  const state = new DiskStorage(join(home, 'state'));
  const archive = new DiskStorage(join(home, 'archive'));
  const pool = new ChildPool(state, { children: cores });
  const context: Context = {
    settings: {
      pictureSources: ['{url}'],
      pageSources: [],
      pictureWidths: WIDTHS,
      pictureFormats: ['webp'],
    },
    log: pino({ level: 'silent' }),
    state,
    archive,
    download: openDownload({ allowHosts: [new URL(origin).host] }),
    enterHost: async () => async () => {},
    piece: (name, input, holder = 'f00000000000000000000') => pool.piece(name, input, holder),
    companion: async () => null,
    claim: async () => true,
    signal: new AbortController().signal,
  };
  const articles = names.flatMap((_, at) =>
    at % PER_ARTICLE === 0 ? [articleOf(names.slice(at, at + PER_ARTICLE), at)] : [],
  );
  // Children that are up: what counts is a long run.
  const path = join(folder, names[0] ?? '');
  const first = { path, widths: [16], formats: ['webp' as const] };
  await Promise.all(Array.from({ length: cores }, () => pool.piece('shrink', first, 'f')));
  started = Date.now();
  const done = await pMap(articles, (article) => images(article, context), { concurrency: 8 });
  const missing = done.flatMap(({ pictures }) => pictures).filter((one) => one.status !== 'stored');
  if (missing.length > 0) throw new Error(`${missing.length} missing: ${missing[0]?.reason}`);
  await pool.close();
}

function articleOf(pictures: string[], at: number): ParsedArticle {
  const urls = pictures.map((name) => `${origin}/${name}`);
  return { ...articleWith(...urls), receipt: `f${String(at).padStart(20, '0')}` };
}

/** What one would write first: decode once, and encode each width. */
async function loop(round: number): Promise<void> {
  const out = join(root, `loop-${round}`);
  await mkdir(out);
  sharp.concurrency(1);
  const one = async (name: string) => {
    const bytes = await readFile(join(folder, name));
    const { width = 0 } = await sharp(bytes).metadata();
    const fitting = WIDTHS.filter((goal) => goal <= width);
    const goals = width < 1600 ? [...new Set([...fitting, width])] : fitting;
    const { data, info } = await sharp(bytes)
      .autoOrient()
      .resize({ width: goals.at(-1) ?? width, withoutEnlargement: true })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    for (const goal of goals) {
      const { width: w, height, channels } = info;
      await sharp(data, { raw: { width: w, height, channels } })
        .resize({ width: goal })
        .webp()
        .toFile(join(out, `${name}-${goal}.webp`));
    }
    await writeFile(join(out, name), bytes);
  };
  // Twice the cores, so that none waits for the disk.
  await pMap(names, one, { concurrency: 2 * cores });
}

async function eleventy(round: number): Promise<void> {
  const outputDir = join(root, `eleventy-img-${round}`);
  sharp.concurrency(1);
  const eleventyImage = await peer();
  const options = { widths: WIDTHS, formats: ['webp'], outputDir, useCache: false };
  await pMap(names, (name) => eleventyImage?.(join(folder, name), options), {
    concurrency: 2 * cores,
  });
}

type Peer = (file: string, options: Record<string, unknown>) => Promise<unknown>;

/** Not a dependency of ours: `npm install --no-save @11ty/eleventy-img`. */
async function peer(): Promise<Peer | null> {
  const name = '@11ty/eleventy-img';
  const found = (await import(name).catch(() => null)) as { default: Peer } | null;
  return found?.default ?? null;
}

function report(): void {
  const rate = (name: string) => names.length / middle(seconds[name] ?? []);
  const ratios = Object.keys(runs).map((name) => {
    const each = (seconds[name] ?? []).map((time, round) => time / (seconds.stage?.[round] ?? 1));
    return {
      name,
      perSecond: round(rate(name)),
      stageAgainstIt: round(middle(each)),
      rounds: each.map(round).join(' '),
      copies: made[name]?.files,
      copiesMB: round((made[name]?.bytes ?? 0) / 1_000_000),
    };
  });
  const where = `${machine()}, sharp ${sharp.versions.sharp}`;
  if (values.json) {
    console.log(JSON.stringify({ pictures: names.length, machine: where, runs: ratios }, null, 2));
  } else {
    console.log(`${names.length} pictures, ${where}`);
    console.table(ratios);
  }
}

/** Serves a folder from memory, in a process of its own: another machine's work, as far as that goes here. */
function serverScript(): string {
  return `
    const { createServer } = require('node:http');
    const { readdirSync, readFileSync } = require('node:fs');
    const [folder] = process.argv.slice(1);
    const files = new Map(readdirSync(folder).map((n) => ['/' + n, readFileSync(folder + '/' + n)]));
    createServer((request, response) => {
      response.setHeader('content-type', 'image/jpeg');
      response.end(files.get(request.url));
    }).listen(0, '127.0.0.1', function () { console.log('http://127.0.0.1:' + this.address().port); });
  `;
}
