/**
 * Milliseconds of a core that an article without pictures takes, by process: of the bare loop, and of the
 * pipeline with one child and with two. It tells what bench/text-path.ts is made of.
 *
 *   node --import tsx bench/cpu.ts [--articles 2000] [--at FOLDER] [--json]
 *
 * `CORPUS` may name a folder of saved articles. Starting and ending do not count: it is taken between the
 * moments at which a fifth and nine tenths were published.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { finished, spawnOffprint } from '../tests/helpers/offprint.ts';
import { countPublished, writeArticles } from './articles.ts';
import { machine, round } from './figures.ts';
import { type ByRole, cpu, ROLES, together } from './processes.ts';

const { values } = parseArgs({
  options: {
    articles: { type: 'string', default: '2000' },
    at: { type: 'string', default: tmpdir() },
    json: { type: 'boolean', default: false },
  },
});
const articles = Number(values.articles);
const root = await mkdtemp(join(values.at, 'offprint-cpu-'));
const given = join(root, 'given');
await writeArticles(given, articles);
const rows = {
  loop: { all: await loop() },
  'one child': await pipeline(1),
  'two children': await pipeline(2),
};
await rm(root, { recursive: true });
const result = { machine: machine(), articles, msOfACore: rows };
if (values.json) console.log(JSON.stringify(result, null, 2));
else {
  console.log(`${articles} articles, ${result.machine}; milliseconds of a core for each`);
  console.table(rows);
}

async function loop(): Promise<number> {
  const program = fileURLToPath(new URL('bare-loop.ts', import.meta.url));
  const args = ['--import', 'tsx', program, given, join(root, 'loop')];
  const said = JSON.parse((await promisify(execFile)(process.execPath, args)).stdout);
  return round(said.cpu / said.articles);
}

async function pipeline(children: number): Promise<Record<string, number>> {
  const home = join(root, `home-${children}`);
  const env = { OFFPRINT_WORKERS: String(children), LOG_LEVEL: 'fatal' };
  const run = spawnOffprint(['run', given, '--quiet', '--home', home], env);
  const ended = finished(run);
  const looks: { published: number; used: ByRole }[] = [];
  while (run.exitCode === null) {
    const used = await together({ pid: run.pid ?? 0, home }, cpu);
    looks.push({ published: await countPublished(home), used });
    await sleep(250);
  }
  await ended;
  const from = looks.find((look) => look.published >= articles * 0.2);
  const to = looks.findLast((look) => look.published <= articles * 0.9);
  if (!from || !to) throw new Error('too few articles to tell');
  const each = (role: keyof ByRole) =>
    round(((to.used[role] ?? 0) - (from.used[role] ?? 0)) / (to.published - from.published));
  const found = Object.fromEntries(ROLES.map((role) => [role, each(role)]));
  return { ...found, all: round(Object.values(found).reduce((sum, ms) => sum + ms, 0)) };
}
