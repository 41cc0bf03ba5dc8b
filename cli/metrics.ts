/**
 * What `/metrics` of `offprint start` says: the supervisor's figures, one row each, and those of its
 * worker process (docs/decisions/0014-metrics-across-processes.md). All rows of a scrape are read
 * from one snapshot, so the figures of the accounting add up every time.
 */
import { AggregatorRegistry, type Registry } from 'prom-client';
import type { KeptCounts } from '../queues/kept-counts.ts';
import { queueDepths, storeMemory } from '../queues/queue-depths.ts';
import { freeBytes } from '../queues/space.ts';
import type { Config } from '../shared/config.ts';
import { build, openRegistry } from '../shared/metrics.ts';
import { type Snapshot, supervisorRows } from './metrics/rows.ts';
import type { MetricRow } from './scrape.ts';
import type { Supervisor } from './supervisor.ts';

/** Milliseconds that the queue store has to answer; without it the scrape goes on. */
const STORE_WITHIN = 1_000;

/** @returns the whole page; scrapes that come at the same time share one. */
export function openMetrics(
  supervisor: Supervisor,
  counts: KeptCounts,
  config: Config,
): () => Promise<string> {
  const own = openRegistry('supervisor');
  let underWay: Promise<string> | null = null;
  const scrape = async () => {
    const [worker, mine, snapshot] = await Promise.all([
      supervisor.worker.scrape(),
      own.getMetricsAsJSON() as unknown as Promise<MetricRow[]>,
      look(supervisor, config, counts),
    ]);
    const rows = supervisorRows({ ...snapshot, workerAnswers: worker !== null });
    return merged([rows, mine, worker ?? []]).metrics();
  };
  return () => {
    underWay ??= scrape().finally(() => {
      underWay = null;
    });
    return underWay;
  };
}

/** One page of several lists: a metric that stands in two of them is written once, with the series of both. */
export function merged(lists: MetricRow[][]): Registry {
  return AggregatorRegistry.aggregate(lists.map((list) => list.map(measured)));
}

/** Without what could not be measured. Nothing is added up: the series of two processes differ by `role`. */
function measured(row: MetricRow): MetricRow {
  const values = row.values.filter(({ value }) => Number.isFinite(value));
  return { ...row, values, aggregator: 'first' };
}

async function look(
  { intake, producer, store, worker }: Supervisor,
  config: Config,
  counts: KeptCounts,
): Promise<Omit<Snapshot, 'workerAnswers'>> {
  const now = Date.now();
  const isThere = producer.redis.status === 'ready';
  const [queues, memory, disks] = await Promise.all([
    isThere ? inTime(queueDepths(producer, now)) : null,
    isThere ? inTime(storeMemory(producer)) : null,
    freeOnDisks(config),
  ]);
  return {
    counts: counts.at(now),
    inboxFiles: intake.waiting,
    paused: intake.paused?.reason ?? null,
    queues,
    memory,
    disks,
    minFree: config.minFree,
    workerStarts: worker.starts,
    build: { ...build, store: store.kind },
  };
}

/** null where the store fails, or takes too long. */
async function inTime<T>(answer: Promise<T>): Promise<T | null> {
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<null>((resolve) => {
    late = setTimeout(resolve, STORE_WITHIN, null);
  });
  return Promise.race([answer.catch(() => null), tooLate]).finally(() => clearTimeout(late));
}

/** Those that are there. */
async function freeOnDisks({ archive, state, home }: Config): Promise<Snapshot['disks']> {
  const folders = Object.entries({ archive, state, home });
  const found = await Promise.all(
    folders.map(async ([folder, path]) => {
      const free = await freeBytes(path).catch(() => null);
      return free === null ? [] : [{ folder, free }];
    }),
  );
  return found.flat();
}
