/**
 * What a worker process counts and measures, one entry each. Stages know nothing of it: the consumer
 * and workers/metering.ts do the counting. Labels come from short fixed lists (stages, codes), and
 * hosts are narrowed to a few (shared/host-label.ts), so that no archive makes too many series.
 * The supervisor's own are in cli/metrics.ts.
 */
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import packageJson from '../package.json' with { type: 'json' };
import { type StageName, stageNames } from './config.ts';
import type { Pieces } from './pieces.ts';

export type WorkerMetrics = ReturnType<typeof openWorkerMetrics>;

/**
 * How a job ended. `known`: its output was there already, it was only handed on. `many`: its file
 * holds many articles. `idle`: there was nothing left to do. `tried`: another attempt will follow.
 * `later`: it waits until a named time, at no cost.
 */
const OUTCOMES = [
  'done',
  'known',
  'duplicate',
  'many',
  'idle',
  'failed',
  'tried',
  'later',
] as const;
export type JobOutcome = (typeof OUTCOMES)[number];
/** What children work on: pieces, and the stages whose row says so. */
const CHILD_WORK: (keyof Pieces | StageName)[] = [
  'read',
  'shrink',
  'render',
  'unrender',
  'parse',
  'metadata',
];

/** Seconds. Reading takes milliseconds, slow picture servers minutes. */
const STAGE_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
/** Seconds. Few, because every host that has a label has all of them. */
const WAIT_SECONDS = [0.005, 0.05, 0.25, 1, 5, 15, 60];

export function openWorkerMetrics() {
  const registry = openRegistry('worker');
  const registers = [registry];
  const metrics = {
    registry,
    jobs: new Counter({
      name: 'offprint_jobs_total',
      help: 'Jobs that a stage has worked on, by how it ended. A job that is tried three times counts three times.',
      labelNames: ['stage', 'outcome'],
      registers,
    }),
    stageSeconds: new Histogram({
      name: 'offprint_stage_duration_seconds',
      help: 'Time that one run of a stage took, also of one that failed.',
      labelNames: ['stage'],
      buckets: STAGE_SECONDS,
      registers,
    }),
    deaths: new Counter({
      name: 'offprint_child_deaths_total',
      help: 'Child processes that crashed, hung or took too much memory, by the stage or piece they worked on.',
      labelNames: ['work'],
      registers,
    }),
    pictures: new Counter({
      name: 'offprint_pictures_total',
      help: 'Pictures that the images stage has dealt with, by what came of them; reason is a code of docs/codes.md, or none.',
      labelNames: ['outcome', 'reason'],
      registers,
    }),
    downloadedBytes: new Counter({
      name: 'offprint_downloaded_bytes_total',
      help: 'Bytes that servers have given, by what asked for them.',
      labelNames: ['by'],
      registers,
    }),
    storedBytes: new Counter({
      name: 'offprint_picture_stored_bytes_total',
      help: 'Bytes of pictures newly put into the archive: originals, and copies made of them.',
      labelNames: ['kind'],
      registers,
    }),
    hostWait: new Histogram({
      name: 'offprint_host_wait_seconds',
      help: 'Time waited for a turn to ask a host, also in vain; hosts that are seldom asked are counted as other.',
      labelNames: ['host'],
      buckets: WAIT_SECONDS,
      registers,
    }),
  };
  // From nought, so that the first failure and the first death are seen as a rise.
  for (const stage of stageNames)
    for (const outcome of OUTCOMES) metrics.jobs.inc({ stage, outcome }, 0);
  for (const work of CHILD_WORK) metrics.deaths.inc({ work }, 0);
  return metrics;
}

/** With what every process says about itself: memory, event loop, collections. */
export function openRegistry(role: 'worker' | 'supervisor'): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, labels: { role } });
  return registry;
}

/** What runs: the version of Offprint and of Node. */
export const build = { version: packageJson.version, node: process.version };
