/**
 * Runs a folder of articles twice, once in peace and once under kill -9 of every
 * kind of process (and FLUSHALL), and compares archive and counts.
 *
 *   node --import tsx tests/chaos/corpus.ts FOLDER [--kills 10] [--flushes 2] [--seed 1] [--keep]
 *
 * Settings go through the environment, e.g. OFFPRINT_PICTURE_SOURCES.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { connect } from '../../shared/queue-store.ts';
import { offprintProcesses, type Role } from './processes.ts';
import { differences, tree } from './tree.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '10' },
    flushes: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
    /** Leaves both homes where they are, to be compared by hand. */
    keep: { type: 'boolean', default: false },
  },
});
const [folder = ''] = positionals;
const program = new URL('../../cli/offprint.mjs', import.meta.url).pathname;
const random = generator(Number(values.seed));

const calm = await mkdtemp(join(tmpdir(), 'offprint-calm-'));
const wild = await mkdtemp(join(tmpdir(), 'offprint-wild-'));

const started = Date.now();
await ends(run(calm, [folder]));
console.log(`calm run: ${(Date.now() - started) / 1_000} s`);
await provoke();
const [first, second] = await Promise.all([
  tree(join(calm, 'archive')),
  tree(join(wild, 'archive')),
]);
const found = differences(first, second);
const [calmCounts, wildCounts] = [await status(calm), await status(wild)];
const sameCounts = JSON.stringify(calmCounts) === JSON.stringify(wildCounts);
console.log(`${Object.keys(first).length} files, ${found.length} differences`, found.slice(0, 10));
console.log('status the same:', sameCounts, sameCounts ? calmCounts : [calmCounts, wildCounts]);
if (values.keep) console.log('kept:', calm, wild);
else await Promise.all([calm, wild].map((home) => rm(home, { recursive: true, force: true })));
process.exit(found.length === 0 && sameCounts ? 0 : 1);

async function provoke(): Promise<void> {
  const deeds: (Role | 'flush')[] = [];
  const roles: Role[] = ['supervisor', 'worker', 'child', 'store'];
  for (let n = 0; n < Number(values.kills); n += 1) deeds.push(roles[n % roles.length] ?? 'worker');
  for (let n = 0; n < Number(values.flushes); n += 1) deeds.push('flush');
  deeds.sort(() => random() - 0.5);
  let process_ = run(wild, [folder]);
  // What is not copied yet when the supervisor dies is not in the inbox: that is not what is tested.
  while (!(await readFile(join(wild, 'redis/store.json')).catch(() => null))) await sleep(50);
  for (const deed of deeds) {
    await sleep(500 + random() * 3_000);
    if (process_.exitCode !== null) break;
    console.log('deed:', deed);
    if (deed === 'flush') await flush(wild);
    else kill(process_, deed);
    if (deed === 'supervisor') {
      if (process_.exitCode === null && process_.signalCode === null) await once(process_, 'exit');
      process_ = run(wild, []);
    }
  }
  await ends(process_);
}

function kill(root: ChildProcess, role: Role): void {
  const victims = offprintProcesses(root.pid ?? 0, wild).filter((one) => one.role === role);
  const victim = victims[Math.floor(random() * victims.length)];
  if (victim) process.kill(victim.pid, 'SIGKILL');
}

async function flush(home: string): Promise<void> {
  const { address } = JSON.parse(await readFile(join(home, 'redis/store.json'), 'utf8'));
  const redis = connect(address, { failFast: true });
  redis.once('ready', () => void redis.flushall().finally(() => redis.disconnect()));
}

function run(home: string, paths: string[]): ChildProcess {
  return spawn(process.execPath, [program, 'run', ...paths, '--json', '--quiet'], {
    env: { ...process.env, OFFPRINT_HOME: home, LOG_LEVEL: process.env.LOG_LEVEL ?? 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function ends(child: ChildProcess): Promise<void> {
  if (child.exitCode === null) await once(child, 'exit');
  console.log('ended with', child.exitCode, child.signalCode ?? '');
}

async function status(home: string): Promise<unknown> {
  const child = spawn(process.execPath, [program, 'status', '--json', '--home', home]);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await once(child, 'close');
  const { seconds, ...figures } = JSON.parse(text);
  return figures;
}

/** Deterministic, so that a run that went wrong can be had again (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
