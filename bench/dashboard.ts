/**
 * What looking at it costs, with 15,000 files dropped and as many receipts of earlier ones:
 *
 *   node --import tsx bench/dashboard.ts [--files 15000] [--seconds 20] [--dashboards 10] [--json]
 *
 * Phases with and without open dashboards take turns, in one run: the articles a second with them
 * against without is the ratio. Beside it: how long a request of the dashboard takes meanwhile, the
 * bytes of its live stream, and the CPU time of the process that serves it.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pMap from 'p-map';
import { Receipts } from '../queues/receipts.ts';
import { DiskStorage } from '../shared/storage.ts';
import { savedArticle } from '../tests/helpers/articles.ts';
import { receiptOf } from '../tests/web/receipts.ts';
import { start } from '../tests/web/started.ts';
import { machine, round } from './figures.ts';
import { cpu as cpuMs } from './processes.ts';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '15000' },
    seconds: { type: 'string', default: '20' },
    dashboards: { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
  },
});
const [files, seconds] = [Number(values.files), Number(values.seconds)];
/** Without, with, with, without: what changes in the course of the run weighs on both alike. */
const PHASES = [false, true, true, false, false, true];

const settings = {
  OFFPRINT_SETTLE_MS: '100',
  OFFPRINT_WORKERS: String(availableParallelism()),
  OFFPRINT_RESCUE_SOURCES: '',
};
const offprint = await start(settings, fill);
const token = new URL(offprint.dashboard).searchParams.get('token') ?? '';
const headers = { authorization: `Bearer ${token}` };
const ask = (path: string, init = {}) =>
  fetch(new URL(path, offprint.archive), { headers, ...init });
const [server = 0] = offprint.pids(/offprint\.mjs start/);

await sleepUntil(async () => (await counts()).published > files + 50);
const phases: Phase[] = [];
for (const watched of PHASES) phases.push(await phase(watched));
const requests = await timeRequests(200);
await offprint.clear();
report();
process.exit(0);

/** Receipts as an earlier run left them, and the files. */
async function fill(home: string): Promise<void> {
  const receipts = new Receipts(new DiskStorage(join(home, 'state')));
  const names = Array.from({ length: files }, (_, n) => n);
  const inbox = join(home, 'inbox');
  await mkdir(inbox, { recursive: true });
  await pMap(
    names,
    async (n) => {
      await receipts.write(receiptOf({ file: `earlier/${n}.md`, title: `旧闻${n}`, order: n }));
      await writeFile(join(inbox, `新闻${n}.md`), article(n));
    },
    { concurrency: 32 },
  );
}

function article(n: number): string {
  const text = createHash('sha256').update(String(n)).digest('hex');
  const body = `<p>港口将于周一重新开放，船只可以再次进港（${text}）。</p>`.repeat(8);
  return savedArticle({ url: `https://news.example/${n}`, title: `港口消息第${n}号`, body });
}

interface Phase {
  watched: boolean;
  perSecond: number;
  /** Seconds of CPU per second, of the process that serves. */
  cpu: number;
  /** Of one dashboard in a minute. */
  bytesAMinute: number;
  /** Milliseconds of requests for the page, while it lasted. */
  requests: number[];
}

async function phase(watched: boolean): Promise<Phase> {
  const gone = new AbortController();
  let bytes = 0;
  const dashboards = watched ? Number(values.dashboards) : 0;
  const streams = Array.from({ length: dashboards }, async () => {
    const { body } = await ask('/dashboard/live', { signal: gone.signal });
    for await (const chunk of body ?? []) bytes += chunk.length;
  });
  const settled = Promise.allSettled(streams);
  const [before, cpuBefore, begun] = [await counts(), await cpuOf(server), performance.now()];
  const asked: number[] = [];
  if (watched) {
    for (let turn = 0; turn < seconds; turn += 1) {
      asked.push(await timeRequest());
      await sleep(1_000);
    }
  } else await sleep(seconds * 1_000);
  const spent = (performance.now() - begun) / 1_000;
  const [after, cpuAfter] = [await counts(), await cpuOf(server)];
  gone.abort();
  await settled;
  return {
    watched,
    perSecond: (after.published - before.published) / spent,
    cpu: (cpuAfter - cpuBefore) / spent,
    bytesAMinute: dashboards === 0 ? 0 : (bytes / dashboards / spent) * 60,
    requests: asked,
  };
}

async function timeRequest(): Promise<number> {
  const begun = performance.now();
  await (await ask('/dashboard')).text();
  return performance.now() - begun;
}

/** One after the other, while the pipeline works. */
async function timeRequests(many: number): Promise<number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < many; turn += 1) times.push(await timeRequest());
  return times;
}

async function counts(): Promise<{ accepted: number; published: number }> {
  return (await ask('/api/status')).json() as Promise<{ accepted: number; published: number }>;
}

/** Seconds, of the process and all its threads. */
async function cpuOf(pid: number): Promise<number> {
  return (await cpuMs(pid)) / 1_000;
}

async function sleepUntil(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(200);
}

function report(): void {
  const of = (watched: boolean) => phases.filter((one) => one.watched === watched);
  const mean = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
  const rate = (watched: boolean) => mean(of(watched).map(({ perSecond }) => perSecond));
  const cpu = (watched: boolean) => mean(of(watched).map((one) => one.cpu));
  const during = of(true).flatMap((one) => one.requests);
  const figures = {
    files,
    machine: machine(),
    articlesPerSecond: { without: round(rate(false)), with: round(rate(true)) },
    ratio: round(rate(true) / rate(false)),
    serverCpu: { without: round(cpu(false)), with: round(cpu(true)) },
    requestMs: { p50: round(quantile(during, 0.5)), p95: round(quantile(during, 0.95)) },
    requestsInARowMs: { p50: round(quantile(requests, 0.5)), p95: round(quantile(requests, 0.95)) },
    streamBytesAMinute: Math.round(mean(of(true).map(({ bytesAMinute }) => bytesAMinute))),
    phases: phases.map(
      ({ watched, perSecond }) => `${watched ? 'with' : 'without'} ${round(perSecond)}`,
    ),
  };
  console.log(values.json ? JSON.stringify(figures, null, 2) : figures);
}

function quantile(numbers: number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
