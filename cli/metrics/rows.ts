/** The supervisor's figures as Prometheus has them: names, units and labels, all in one table. */
import type { Counts } from '../../queues/counts.ts';
import type { QueueDepth, StoreMemory } from '../../queues/queue-depths.ts';
import type { MetricRow, Sample } from '../scrape.ts';

/** All that is known at one moment; null is not known just now. */
export interface Snapshot {
  counts: Counts;
  inboxFiles: number;
  paused: 'space' | 'archive' | null;
  queues: QueueDepth[] | null;
  memory: StoreMemory | null;
  disks: { folder: string; free: number }[];
  minFree: number;
  workerAnswers: boolean;
  workerStarts: number;
  build: { version: string; node: string; store: string };
}

interface Row {
  name: string;
  type: 'gauge' | 'counter';
  help: string;
  read: (now: Snapshot) => Sample[];
}

const ROWS: Row[] = [
  {
    name: 'offprint_articles_accepted',
    type: 'gauge',
    help: 'Articles accepted, as offprint status counts them: always the sum of offprint_articles.',
    read: ({ counts }) => one(counts.accepted),
  },
  {
    name: 'offprint_articles',
    type: 'gauge',
    help: 'Articles by what has become of them.',
    read: ({ counts: { published, duplicates, failed, inFlight } }) =>
      by('outcome', { published, duplicate: duplicates, failed, in_flight: inFlight }),
  },
  {
    name: 'offprint_published_pictures',
    type: 'gauge',
    help: 'Pictures of the published articles by what has become of them.',
    read: ({ counts }) => by('status', counts.pictures),
  },
  {
    name: 'offprint_inbox_files',
    type: 'gauge',
    help: 'Files in the inbox that are not accepted yet.',
    read: ({ inboxFiles }) => one(inboxFiles),
  },
  {
    name: 'offprint_intake_paused',
    type: 'gauge',
    help: '1 where nothing is taken from the inbox: space = the disk is nearly full, archive = its disk is away.',
    read: ({ paused }) =>
      by('reason', { space: Number(paused === 'space'), archive: Number(paused === 'archive') }),
  },
  {
    name: 'offprint_queue_jobs',
    type: 'gauge',
    help: 'Jobs in a queue by state; delayed ones wait for another attempt or a turn at a host.',
    read: ({ queues }) =>
      (queues ?? []).flatMap(({ queue, jobs }) =>
        by('state', jobs).map(({ value, labels }) => ({ value, labels: { queue, ...labels } })),
      ),
  },
  {
    name: 'offprint_queue_oldest_waiting_seconds',
    type: 'gauge',
    help: 'Time since the job was added that is next in a queue; 0 where none waits.',
    read: ({ queues }) =>
      (queues ?? []).map(({ queue, oldestWaiting }) => ({
        value: oldestWaiting / 1_000,
        labels: { queue },
      })),
  },
  {
    name: 'offprint_queue_store_up',
    type: 'gauge',
    help: '1 where the queue store answers.',
    read: ({ queues }) => one(Number(queues !== null)),
  },
  {
    name: 'offprint_redis_memory_used_bytes',
    type: 'gauge',
    help: 'Memory that Redis uses; absent with the JavaScript store.',
    read: ({ memory }) => (memory ? one(memory.used) : []),
  },
  {
    name: 'offprint_redis_memory_max_bytes',
    type: 'gauge',
    help: 'Memory that Redis may use (maxmemory); absent where it may use what there is.',
    read: ({ memory }) => (memory?.most ? one(memory.most) : []),
  },
  {
    name: 'offprint_disk_free_bytes',
    type: 'gauge',
    help: 'Bytes that may still be written to the disk of a folder.',
    read: ({ disks }) => disks.map(({ folder, free }) => ({ value: free, labels: { folder } })),
  },
  {
    name: 'offprint_disk_min_free_bytes',
    type: 'gauge',
    help: 'Free bytes below which nothing is taken from the inbox (OFFPRINT_MIN_FREE).',
    read: ({ minFree }) => one(minFree),
  },
  {
    name: 'offprint_worker_up',
    type: 'gauge',
    help: '1 where the worker process has answered this scrape in time; its figures are absent otherwise.',
    read: ({ workerAnswers }) => one(Number(workerAnswers)),
  },
  {
    name: 'offprint_worker_starts_total',
    type: 'counter',
    help: 'Worker processes started; more than one says that some have died.',
    read: ({ workerStarts }) => one(workerStarts),
  },
  {
    name: 'offprint_build_info',
    type: 'gauge',
    help: 'Always 1; the labels say what runs.',
    read: ({ build }) => [{ value: 1, labels: build }],
  },
];

/** Rows without anything to say are left out. */
export function supervisorRows(now: Snapshot): MetricRow[] {
  return ROWS.map(({ read, ...row }) => ({
    ...row,
    aggregator: 'first',
    values: read(now),
  })).filter(({ values }) => values.length > 0);
}

/** Also of rows that had nothing to say. */
export const supervisorNames = ROWS.map(({ name }) => name);

function one(value: number): Sample[] {
  return [{ value, labels: {} }];
}

function by(label: string, values: Record<string, number>): Sample[] {
  return Object.entries(values).map(([name, value]) => ({ value, labels: { [label]: name } }));
}
