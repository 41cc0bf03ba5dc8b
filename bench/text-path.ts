/**
 * Articles a second of the pipeline without pictures, on redis-server, against the bare loop of the same
 * stage functions (bench/bare-loop.ts): with one child, and with two against one. And two bare loops at once
 * against one, which share nothing but the machine: what its second core gives at all.
 *
 *   node --import tsx bench/text-path.ts [--articles 2000] [--rounds 3] [--at FOLDER] [--json]
 *
 * `CORPUS` may name a folder of saved articles; without it they are made here. Each round runs all four
 * one after the other; what counts is the ratio within a round. The time is from the first acceptance to
 * the last end: what a process takes to start, and a file to settle, does not count in either.
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeArticles } from './articles.ts';
import { machine, middle, round } from './figures.ts';

const { values } = parseArgs({
  options: {
    articles: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '3' },
    /** Where it works: a file system of its own tells most. */
    at: { type: 'string', default: tmpdir() },
    json: { type: 'boolean', default: false },
  },
});
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const root = await mkdtemp(join(values.at, 'offprint-bench-'));
const given = join(root, 'given');
await writeArticles(given, Number(values.articles));
const rounds: { loop: number; loops: number; one: number; two: number }[] = [];
for (let turn = 0; turn < Number(values.rounds); turn += 1) {
  rounds.push({
    loop: await loop(),
    loops: await twoLoops(),
    one: await pipeline(1),
    two: await pipeline(2),
  });
}
await rm(root, { recursive: true, force: true });
report();

/** Articles a second. */
async function loop(name = 'loop'): Promise<number> {
  const target = join(root, name);
  const said = await output(['--import', 'tsx', here('bare-loop.ts'), given, target], {});
  const { articles, seconds } = JSON.parse(said);
  await rm(target, { recursive: true });
  return articles / seconds;
}

/** Both together, each over all articles. */
async function twoLoops(): Promise<number> {
  const [first, second] = await Promise.all([loop('loop-1'), loop('loop-2')]);
  return first + second;
}

async function pipeline(children: number): Promise<number> {
  const home = join(root, 'home');
  await mkdir(home);
  const settings = {
    OFFPRINT_HOME: home,
    OFFPRINT_WORKERS: String(children),
    OFFPRINT_PICTURE_SOURCES: '',
    OFFPRINT_RESCUE_SOURCES: '',
    OFFPRINT_MIN_FREE: '0',
    LOG_LEVEL: 'error',
  };
  const said = await output([here('../cli/offprint.mjs'), 'run', given, '--quiet'], settings);
  if (said === '') throw new Error('the run said nothing');
  const counts = JSON.parse(
    await output([here('../cli/offprint.mjs'), 'status', '--json'], settings),
  );
  await rm(home, { recursive: true });
  return (counts.published + counts.failed) / counts.seconds;
}

async function output(args: string[], env: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return text(child.stdout);
}

function report(): void {
  const ratios = {
    oneAgainstLoop: rounds.map(({ one, loop }) => round(one / loop)),
    twoAgainstOne: rounds.map((each) => round(each.two / each.one)),
    twoLoopsAgainstOne: rounds.map((each) => round(each.loops / each.loop)),
  };
  const result = {
    articles: Number(values.articles),
    machine: machine(),
    perSecond: rounds.map((each) => ({
      loop: round(each.loop),
      loops: round(each.loops),
      one: round(each.one),
      two: round(each.two),
    })),
    oneAgainstLoop: middle(ratios.oneAgainstLoop),
    twoAgainstOne: middle(ratios.twoAgainstOne),
    twoLoopsAgainstOne: middle(ratios.twoLoopsAgainstOne),
    ratios,
  };
  if (values.json) {
    console.log(JSON.stringify(result, null, 2));
    return;
  }
  console.log(`${result.articles} articles, ${result.machine}`);
  console.table(result.perSecond);
  console.log(
    `one child against the bare loop: ${result.oneAgainstLoop} (${ratios.oneAgainstLoop.join(', ')})`,
  );
  console.log(
    `two children against one: ${result.twoAgainstOne} (${ratios.twoAgainstOne.join(', ')})`,
  );
  console.log(
    `two bare loops against one: ${result.twoLoopsAgainstOne} (${ratios.twoLoopsAgainstOne.join(', ')})`,
  );
}
