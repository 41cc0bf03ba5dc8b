/**
 * The settings (CONTRACT "Settings"): one value, read once, every problem said
 * at once. `readConfig` is pure; only cli/ hands it the environment.
 */
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { StageSettings } from './context.ts';

/** The five stages in the order of the flow; queues/pipeline.ts has a row for each. */
export const stageNames = ['ingest', 'parse', 'images', 'metadata', 'publish'] as const;
export type StageName = (typeof stageNames)[number];

export interface Config {
  home: string;
  inbox: string;
  processing: string;
  done: string;
  failed: string;
  archive: string;
  state: string;
  /** Where the queue store of this home keeps its files. */
  redis: string;
  redisUrl: string | null;
  /** The server to start where there is no `REDIS_URL`: null = look on PATH, '' = the JavaScript store. */
  redisServer: string | null;
  prefix: string;
  workers: number;
  concurrency: Partial<Record<StageName, number>>;
  stages: StageSettings;
  rescueSources: string[];
  /** Requests a minute to all web archives together. */
  rescueRate: number;
  allowHosts: string[];
  /** Requests a second to one host; null = the default, and none for `allowHosts`. */
  hostRate: number | null;
  host: string;
  port: number;
  token: string | null;
  /** Whether the pages can only be looked at. */
  readOnly: boolean;
  /** Whether jobs may be retried and cleared away on the pages of the queues. */
  queuesWritable: boolean;
  /** Where `offprint worker` serves its metrics; null = nowhere. */
  metricsPort: number | null;
  /** The OTLP/HTTP collector that gets traces; null = none are made. */
  traces: string | null;
  /** Milliseconds a file must stay the same before it is taken. */
  settle: number;
  keepDone: boolean;
  /** Bytes that must stay free on the disk. */
  minFree: number;
  logLevel: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** All that is wrong with the settings; the command ends with exit code 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const words = z.string().transform((text) => text.split(/\s+/).filter(Boolean));
const count = z.coerce.number().int().positive();
const milliseconds = z.coerce.number().int().nonnegative();
const template = words.refine((list) => list.every((one) => /^https?:\/\/|^\{url\}/.test(one)), {
  error: 'templates begin with http://, https:// or {url}, separated by spaces',
});
const folder = z.string().min(1);
const yesOrNo = z.enum(['yes', 'no']).transform((word) => word === 'yes');
const size = z
  .string()
  .regex(/^\d+(\.\d+)?\s*([KMGT]i?)?B?$/i, 'a size such as 500MB or 1GB')
  .transform(parseSize);

const settings = z.object({
  REDIS_URL: z.url({ protocol: /^rediss?$|^unix$/ }).optional(),
  OFFPRINT_REDIS_SERVER: z.string().optional(),
  OFFPRINT_PREFIX: z
    .string()
    .regex(/^[\w-]+$/, 'letters, digits, - and _')
    .default('offprint'),
  OFFPRINT_HOME: folder.default('./data'),
  OFFPRINT_ARCHIVE: folder.optional(),
  OFFPRINT_STATE: folder.optional(),
  OFFPRINT_WORKERS: count.optional(),
  OFFPRINT_PICTURE_SOURCES: template.default(['{url}']),
  OFFPRINT_RESCUE_SOURCES: template.default(['https://web.archive.org/web/{timestamp}im_/{url}']),
  OFFPRINT_RESCUE_RATE: z.coerce.number().positive().default(20),
  OFFPRINT_PAGE_SOURCES: template.default(['{url}']),
  OFFPRINT_ALLOW_HOSTS: words
    .refine((list) => list.every((one) => /^[^\s/]+:\d+$/.test(one)), 'host:port pairs')
    .default([]),
  OFFPRINT_HOST_RATE: z.coerce.number().positive().optional(),
  OFFPRINT_PICTURE_WIDTHS: words
    .transform((list) => list.map(Number).sort((a, b) => a - b))
    .refine((list) => list.length > 0 && list.every((n) => Number.isInteger(n) && n > 0), {
      error: 'widths in pixels, separated by spaces',
    })
    .default([480, 960, 1600]),
  OFFPRINT_PICTURE_FORMATS: words
    .pipe(z.array(z.enum(['webp', 'avif', 'jpeg'])).min(1))
    .default(['webp']),
  OFFPRINT_HOST: z.string().min(1).default('127.0.0.1'),
  OFFPRINT_PORT: z.coerce.number().int().min(0).max(65535).default(4100),
  OFFPRINT_TOKEN: z.string().min(16, 'at least 16 characters').optional(),
  OFFPRINT_READ_ONLY: yesOrNo.default(false),
  OFFPRINT_QUEUES: z.enum(['look', 'change']).default('look'),
  OFFPRINT_METRICS_PORT: z.coerce.number().int().min(0).max(65535).optional(),
  OFFPRINT_TRACES: z.url({ protocol: /^https?$/ }).optional(),
  OFFPRINT_SETTLE_MS: milliseconds.default(5000),
  OFFPRINT_DONE: z.enum(['keep', 'delete']).default('keep'),
  OFFPRINT_MIN_FREE: size.default(1024 ** 3),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  ...(Object.fromEntries(
    stageNames.map((stage) => [concurrencyName(stage), count.optional()]),
  ) as Record<`OFFPRINT_CONCURRENCY_${Uppercase<StageName>}`, z.ZodOptional<typeof count>>),
});

/** Every setting there is; the README has a row for each. */
export const settingNames = Object.keys(settings.shape);

/** Empty means empty only where CONTRACT says so; elsewhere an empty value is an unset one. */
const mayBeEmpty = new Set([
  'OFFPRINT_PICTURE_SOURCES',
  'OFFPRINT_RESCUE_SOURCES',
  'OFFPRINT_PAGE_SOURCES',
  'OFFPRINT_ALLOW_HOSTS',
  'OFFPRINT_REDIS_SERVER',
]);

/**
 * @throws ConfigError with one line for each refused setting.
 */
export function readConfig(env: Environment): { config: Config; warnings: string[] } {
  const given = Object.fromEntries(
    Object.entries(env).filter(
      ([name, value]) => value !== undefined && (value !== '' || mayBeEmpty.has(name)),
    ),
  );
  const parsed = settings.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map(describe);
  for (const name of ['OFFPRINT_ARCHIVE', 'OFFPRINT_STATE']) {
    if (given[name]?.startsWith('s3://'))
      problems.push(`${name}: S3 is not supported by this version yet; give a folder`);
  }
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems.join('\n'));
  return { config: toConfig(parsed.data), warnings: unknownNames(given) };
}

function toConfig(values: z.output<typeof settings>): Config {
  const home = resolve(values.OFFPRINT_HOME);
  const concurrency = stageNames.flatMap((stage) => {
    const given = values[concurrencyName(stage)];
    return given === undefined ? [] : [[stage, given] as const];
  });
  return {
    home,
    inbox: join(home, 'inbox'),
    processing: join(home, 'processing'),
    done: join(home, 'done'),
    failed: join(home, 'failed'),
    archive: resolve(values.OFFPRINT_ARCHIVE ?? join(home, 'archive')),
    state: resolve(values.OFFPRINT_STATE ?? join(home, 'state')),
    redis: join(home, 'redis'),
    redisUrl: values.REDIS_URL ?? null,
    redisServer: values.OFFPRINT_REDIS_SERVER ?? null,
    prefix: values.OFFPRINT_PREFIX,
    workers: values.OFFPRINT_WORKERS ?? availableParallelism(),
    concurrency: Object.fromEntries(concurrency),
    stages: {
      pictureSources: values.OFFPRINT_PICTURE_SOURCES,
      pageSources: values.OFFPRINT_PAGE_SOURCES,
      pictureWidths: values.OFFPRINT_PICTURE_WIDTHS,
      pictureFormats: values.OFFPRINT_PICTURE_FORMATS,
    },
    rescueSources: values.OFFPRINT_RESCUE_SOURCES,
    rescueRate: values.OFFPRINT_RESCUE_RATE,
    allowHosts: values.OFFPRINT_ALLOW_HOSTS,
    hostRate: values.OFFPRINT_HOST_RATE ?? null,
    host: values.OFFPRINT_HOST,
    port: values.OFFPRINT_PORT,
    token: values.OFFPRINT_TOKEN ?? null,
    readOnly: values.OFFPRINT_READ_ONLY,
    queuesWritable: values.OFFPRINT_QUEUES === 'change',
    metricsPort: values.OFFPRINT_METRICS_PORT ?? null,
    traces: values.OFFPRINT_TRACES ?? null,
    settle: values.OFFPRINT_SETTLE_MS,
    keepDone: values.OFFPRINT_DONE === 'keep',
    minFree: values.OFFPRINT_MIN_FREE,
    logLevel: values.LOG_LEVEL,
  };
}

function concurrencyName<S extends StageName>(stage: S): `OFFPRINT_CONCURRENCY_${Uppercase<S>}` {
  return `OFFPRINT_CONCURRENCY_${stage.toUpperCase() as Uppercase<S>}`;
}

function unknownNames(given: Record<string, unknown>): string[] {
  return Object.keys(given)
    .filter((name) => name.startsWith('OFFPRINT_') && name !== 'OFFPRINT_FAILPOINT')
    .filter((name) => !(name in settings.shape))
    .map((name) => `${name} is not a setting of Offprint and has no effect`);
}

function describe({ path, message }: { path: PropertyKey[]; message: string }): string {
  return `${path.slice(0, 1).join('')}: ${message}`;
}

function parseSize(text: string): number {
  const [, number = '0', unit = ''] = /^([\d.]+)\s*([KMGT]?)/i.exec(text) ?? [];
  return Math.round(Number(number) * 1024 ** ' KMGT'.indexOf(unit.toUpperCase() || ' '));
}
