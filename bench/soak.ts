/**
 * A long run with a full inbox, watched: articles a second as the archive grows, memory and open files of
 * every process, Redis, temporary files.
 *
 *   node --import tsx bench/soak.ts [--articles 100000] [--minutes 30] [--at FOLDER] [--json]
 *
 * `CORPUS` may name a folder of saved articles. Ends when the time is over or the inbox is worked off.
 * Slopes are in MB a minute, by least squares over what comes after the first five minutes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { socketPath } from '../cli/sockets.ts';
import { readConfig } from '../shared/config.ts';
import { connect } from '../shared/queue-store.ts';
import type { Role } from '../tests/chaos/processes.ts';
import { writeArticles } from './articles.ts';
import { machine, round } from './figures.ts';
import { type ByRole, largest, memory, ROLES } from './processes.ts';

const { values } = parseArgs({
  options: {
    articles: { type: 'string', default: '100000' },
    minutes: { type: 'string', default: '30' },
    at: { type: 'string', default: tmpdir() },
    json: { type: 'boolean', default: false },
  },
});

/** Seconds between two looks; minutes until a slope is taken from them. */
const EVERY = 10;
const WARM = 5;

interface Sample {
  /** Since the start. */
  minute: number;
  published: number;
  inbox: number;
  /** By role, of the largest process: MB, and open files. */
  memory: ByRole;
  files: ByRole;
  temporary: number;
  /** What Redis says it uses, MB, and for how many articles under way. */
  redis: number;
  underWay: number;
}

const home = await mkdtemp(join(values.at, 'offprint-soak-'));
const env = {
  ...process.env,
  OFFPRINT_HOME: home,
  OFFPRINT_WORKERS: String(availableParallelism()),
  OFFPRINT_PICTURE_SOURCES: '',
  OFFPRINT_RESCUE_SOURCES: '',
  OFFPRINT_MIN_FREE: '0',
  LOG_LEVEL: 'error',
};
await writeArticles(join(home, 'inbox'), Number(values.articles));
const program = fileURLToPath(new URL('../cli/offprint.mjs', import.meta.url));
const run = spawn(process.execPath, [program, 'run', '--quiet'], {
  env,
  stdio: ['ignore', 'ignore', 'inherit'],
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
process.once('exit', () => run.kill('SIGINT'));
const samples: Sample[] = [];
const started = performance.now();
while (run.exitCode === null && minutes() < Number(values.minutes)) {
  await sleep(EVERY * 1_000);
  const sample = await look().catch(() => null);
  if (!sample) continue;
  samples.push(sample);
  if (!values.json) console.log(line(sample));
}
run.kill('SIGINT');
if (run.exitCode === null) await once(run, 'exit');
report();
await rm(home, { recursive: true, force: true });

function minutes(): number {
  return (performance.now() - started) / 60_000;
}

async function look(): Promise<Sample> {
  const processes = { pid: run.pid ?? 0, home };
  return {
    minute: minutes(),
    published: await below('archive/articles'),
    inbox: await below('inbox'),
    memory: await largest(processes, memory),
    files: await largest(processes, async (pid) => (await readdir(`/proc/${pid}/fd`)).length),
    temporary: (await names('state/.tmp')).length + (await names('archive/.tmp')).length,
    redis: await redisMemory(),
    underWay: (await names('processing')).length,
  };
}

async function redisMemory(): Promise<number> {
  const redis = connect({ path: socketPath(readConfig(env).config, 'redis') }, { failFast: false });
  try {
    // Where the run has just ended there is nobody to ask.
    const said = await Promise.race([redis.info('memory'), sleep(2_000, '')]);
    return Number(/used_memory:(\d+)/.exec(said)?.[1] ?? 0) / 1e6;
  } finally {
    redis.disconnect();
  }
}

/** Entries of all folders below a folder of the home. */
async function below(folder: string): Promise<number> {
  const lists = await Promise.all((await names(folder)).map((name) => names(`${folder}/${name}`)));
  return lists.reduce((sum, list) => sum + list.length, 0);
}

function names(folder: string): Promise<string[]> {
  return readdir(join(home, folder)).catch(() => []);
}

function line({ minute, published, inbox, memory, redis, temporary }: Sample): string {
  const parts = ROLES.map((role) => `${role} ${Math.round(memory[role] ?? 0)}`);
  return `${minute.toFixed(1)} min: ${published} published, ${inbox} in the inbox; MB: ${parts.join(', ')}, in Redis ${redis.toFixed(1)}; ${temporary} temporary files`;
}

function report(): void {
  const warm = samples.filter(({ minute }) => minute >= WARM);
  const of = (role: Role) => ({
    most: Math.round(Math.max(...samples.map(({ memory }) => memory[role] ?? 0))),
    slope: round(slope(warm.map(({ minute, memory }) => [minute, memory[role] ?? 0]))),
    files: Math.max(...samples.map(({ files }) => files[role] ?? 0)),
  });
  const result = {
    command: `bench/soak.ts --articles ${values.articles} --minutes ${values.minutes}`,
    machine: machine(),
    minutes: round(minutes()),
    published: samples.at(-1)?.published ?? 0,
    perSecond: Object.fromEntries(
      [1_000, 10_000, 50_000].map((count) => [count, rateAround(count)]),
    ),
    memory: Object.fromEntries(ROLES.map((role) => [role, of(role)])),
    redis: {
      most: round(Math.max(...samples.map(({ redis }) => redis))),
      slope: round(slope(warm.map(({ minute, redis }) => [minute, redis]))),
    },
    temporary: Math.max(...samples.map(({ temporary }) => temporary)),
  };
  console.log(JSON.stringify(result, null, 2));
}

/** Articles a second over the two minutes around the moment at which so many were published; null where there were not. */
function rateAround(count: number): number | null {
  const at = samples.findIndex(({ published }) => published >= count);
  if (at < 0) return null;
  const reach = 60 / EVERY;
  const [from, to] = [
    samples[Math.max(0, at - reach)],
    samples[Math.min(samples.length - 1, at + reach)],
  ];
  if (!from || !to || from === to) return null;
  return round((to.published - from.published) / ((to.minute - from.minute) * 60));
}

function slope(points: [number, number][]): number {
  const mean = (pick: 0 | 1) => points.reduce((sum, point) => sum + point[pick], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const up = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  const across = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return across === 0 ? 0 : up / across;
}
