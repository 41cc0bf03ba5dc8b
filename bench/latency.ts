/**
 * How long somebody waits for one article on a machine with nothing else to do: from the drop to the page,
 * without the settle time; what of that is waiting in queues, by stage; and how long `offprint start` takes.
 *
 *   node --import tsx bench/latency.ts [--drops 40] [--starts 5] [--at FOLDER] [--json]
 *
 * Milliseconds. The queue time of a stage is from the end of the one before to its own beginning, as the
 * journey of each article has them.
 */
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Receipt } from '../queues/receipts.ts';
import { Receipts } from '../queues/receipts.ts';
import { type StageName, stageNames } from '../shared/config.ts';
import { DiskStorage } from '../shared/storage.ts';
import { type Started, start } from '../tests/web/started.ts';
import { countPublished, writeArticles } from './articles.ts';
import { machine, percentile } from './figures.ts';

const { values } = parseArgs({
  options: {
    drops: { type: 'string', default: '40' },
    starts: { type: 'string', default: '5' },
    at: { type: 'string', default: tmpdir() },
    json: { type: 'boolean', default: false },
  },
});
/** Milliseconds; taken off what was measured. */
const SETTLE = 100;

const drops = Number(values.drops);
const given = await mkdtemp(join(values.at, 'offprint-drops-'));
await writeArticles(given, drops);

const starts: number[] = [];
for (let n = 1; n < Number(values.starts); n += 1) {
  const offprint = await open(starts);
  offprint.signal('SIGINT');
  await offprint.ended;
  await offprint.clear();
}
const offprint = await open(starts);
const waits: number[] = [];
for (let n = 0; n < drops; n += 1) waits.push((await drop(n, offprint.home)) - SETTLE);
offprint.signal('SIGINT');
await offprint.ended;
const queues = await queueTimes(offprint.home);
await offprint.clear();
await rm(given, { recursive: true });

const result = {
  machine: machine(),
  drops,
  dropToPage: { p50: percentile(waits, 50), p95: percentile(waits, 95) },
  queueTime: Object.fromEntries(stageNames.map((stage) => [stage, percentile(queues[stage], 50)])),
  queueTimeOfAnArticle: stageNames.reduce((sum, stage) => sum + percentile(queues[stage], 50), 0),
  startToReady: { p50: percentile(starts, 50), most: Math.max(...starts.map(Math.round)) },
};
console.log(JSON.stringify(result, null, 2));

async function open(times: number[]): Promise<Started> {
  const before = performance.now();
  const started = await start({ OFFPRINT_SETTLE_MS: String(SETTLE), OFFPRINT_RESCUE_SOURCES: '' });
  const ready = new URL('/readyz', started.archive);
  while (!(await fetch(ready).then(({ ok }) => ok))) await sleep(10);
  times.push(performance.now() - before);
  return started;
}

/** Moved in, as a program that writes beside does it; then looked for as a reader would. */
async function drop(n: number, home: string): Promise<number> {
  const before = await countPublished(home);
  const name = `${n}.md`;
  const text = await readFile(join(given, String(Math.floor(n / 1_000)), name));
  await writeFile(join(home, name), text);
  const dropped = performance.now();
  await rename(join(home, name), join(home, 'inbox', name));
  while ((await countPublished(home)) === before) await sleep(5);
  const waited = performance.now() - dropped;
  // Not in step with the looks at the inbox, and with nothing under way from the one before.
  await sleep(700 + Math.random() * 1_000);
  return waited;
}

async function queueTimes(home: string): Promise<Record<StageName, number[]>> {
  const times = Object.fromEntries(stageNames.map((stage) => [stage, [] as number[]]));
  for await (const receipt of new Receipts(new DiskStorage(join(home, 'state'))).all())
    for (const { stage, wait } of waitsOf(receipt)) times[stage]?.push(wait);
  return times as Record<StageName, number[]>;
}

function waitsOf({ acceptedAt, ends }: Receipt): { stage: StageName; wait: number }[] {
  let free = Date.parse(acceptedAt);
  return (ends['']?.steps ?? []).map(({ stage, at, ms }) => {
    const wait = Date.parse(at) - free;
    free = Date.parse(at) + ms;
    return { stage, wait };
  });
}
