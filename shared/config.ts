/**
 * The settings (CONTRACT "Settings"): one value, read once, every problem said
 * at once. `readConfig` is pure; only cli/ hands it the environment.
 */
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { type Origin, refused, unknown } from './config-problems.ts';
import type { StageSettings } from './context.ts';
import { parseS3 } from './storage-s3.ts';

/** The five stages in the order of the flow; queues/pipeline.ts has a row for each. */
export const stageNames = ['ingest', 'parse', 'images', 'metadata', 'publish'] as const;
export type StageName = (typeof stageNames)[number];

export interface Config {
  home: string;
  inbox: string;
  processing: string;
  done: string;
  failed: string;
  /** A folder, or `s3://BUCKET/PREFIX`. */
  archive: string;
  /** The same. */
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
  /** Names under which the pages are reached, beside this machine's own. */
  names: string[];
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
/** Where names come from that are not of the environment itself. */
export type Origins = Readonly<Record<string, Origin>>;

/** All that is wrong with the settings; the command ends with exit code 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const words = z.string().transform((text) => text.split(/\s+/).filter(Boolean));
const count = z.coerce.number().int().positive();
const template = words.refine((list) => list.every((one) => /^https?:\/\/|^\{url\}/.test(one)));
const folder = z.string().regex(/^(?!s3:\/\/)./s);
const place = z.string().refine((text) => !text.startsWith('s3:') || parseS3(text) !== null);
const yesOrNo = z.enum(['yes', 'no']).transform((word) => word === 'yes');
const size = z
  .string()
  .regex(/^\d+(\.\d+)?\s*([KMGT]i?)?B?$/i)
  .transform(parseSize);

const FOLDER = 'a folder';
const PLACE = 'a folder, or s3://BUCKET/PREFIX';
const TEMPLATES = 'templates that begin with http://, https:// or {url}, separated by spaces';
const COUNT = 'a whole number, 1 or more';
const RATE = 'a number above 0';
const PORT = 'a whole number from 0 to 65535';

/** What each one is described as is what it has to be: the end of the sentence "NAME must be …". */
const settings = z.object({
  REDIS_URL: z
    .url({ protocol: /^rediss?$|^unix$/ })
    .optional()
    .describe('an address that begins with redis://, rediss:// or unix://'),
  OFFPRINT_REDIS_SERVER: z.string().optional().describe('the path of a program'),
  OFFPRINT_PREFIX: z
    .string()
    .regex(/^[\w-]+$/)
    .default('offprint')
    .describe('made of letters, digits, - and _'),
  OFFPRINT_HOME: folder.default('./data').describe(FOLDER),
  OFFPRINT_ARCHIVE: place.optional().describe(PLACE),
  OFFPRINT_STATE: place.optional().describe(PLACE),
  OFFPRINT_WORKERS: count.optional().describe(COUNT),
  OFFPRINT_PICTURE_SOURCES: template.default(['{url}']).describe(TEMPLATES),
  OFFPRINT_RESCUE_SOURCES: template
    .default(['https://web.archive.org/web/{timestamp}im_/{url}'])
    .describe(TEMPLATES),
  OFFPRINT_RESCUE_RATE: z.coerce.number().positive().default(20).describe(RATE),
  OFFPRINT_PAGE_SOURCES: template.default(['{url}']).describe(TEMPLATES),
  OFFPRINT_ALLOW_HOSTS: words
    .refine((list) => list.every((one) => /^[^\s/]+:\d+$/.test(one)))
    .default([])
    .describe('host:port pairs, separated by spaces'),
  OFFPRINT_HOST_RATE: z.coerce.number().positive().optional().describe(RATE),
  OFFPRINT_PICTURE_WIDTHS: words
    .transform((list) => list.map(Number).sort((a, b) => a - b))
    .refine((list) => list.length > 0 && list.every((n) => Number.isInteger(n) && n > 0))
    .default([480, 960, 1600])
    .describe('widths in pixels, separated by spaces'),
  OFFPRINT_PICTURE_FORMATS: words
    .pipe(z.array(z.enum(['webp', 'avif', 'jpeg'])).min(1))
    .default(['webp'])
    .describe('webp, avif or jpeg; more than one separated by spaces'),
  OFFPRINT_HOST: z.string().min(1).default('127.0.0.1').describe('a host name or an address'),
  OFFPRINT_PORT: z.coerce.number().int().min(0).max(65535).default(4100).describe(PORT),
  OFFPRINT_TOKEN: z.string().min(16).optional().describe('a secret of at least 16 characters'),
  OFFPRINT_NAMES: words
    .refine((list) => list.every((one) => /^[\w.-]+$/.test(one)))
    .default([])
    .describe('host names, separated by spaces'),
  OFFPRINT_READ_ONLY: yesOrNo.default(false).describe('yes or no'),
  OFFPRINT_QUEUES: z.enum(['look', 'change']).default('look').describe('look or change'),
  OFFPRINT_METRICS_PORT: z.coerce.number().int().min(0).max(65535).optional().describe(PORT),
  OFFPRINT_TRACES: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('an address that begins with http:// or https://'),
  OFFPRINT_SETTLE_MS: z.coerce
    .number()
    .int()
    .nonnegative()
    .default(5000)
    .describe('milliseconds, a whole number'),
  OFFPRINT_DONE: z.enum(['keep', 'delete']).default('keep').describe('keep or delete'),
  OFFPRINT_MIN_FREE: size.default(1024 ** 3).describe('a size such as 500MB or 1GB'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('trace, debug, info, warn, error, fatal or silent'),
  ...(Object.fromEntries(
    stageNames.map((stage) => [concurrencyName(stage), count.optional().describe(COUNT)]),
  ) as Record<`OFFPRINT_CONCURRENCY_${Uppercase<StageName>}`, z.ZodOptional<typeof count>>),
});

/** Every setting there is; the README has a row for each. */
export const settingNames = Object.keys(settings.shape);

/** By name, what each must be. */
export const settingRules: Readonly<Record<string, string | undefined>> = Object.fromEntries(
  Object.entries(settings.shape).map(([name, { description }]) => [name, description]),
);

/** Empty means empty only where CONTRACT says so; elsewhere an empty value is an unset one. */
const mayBeEmpty = new Set([
  'OFFPRINT_PICTURE_SOURCES',
  'OFFPRINT_RESCUE_SOURCES',
  'OFFPRINT_PAGE_SOURCES',
  'OFFPRINT_ALLOW_HOSTS',
  'OFFPRINT_REDIS_SERVER',
]);

export interface ReadSettings {
  config: Config;
  /** One line for each name that begins as ours do and is none of them. */
  warnings: string[];
  /** By name, as they were understood: a default where nothing is set, undefined where there is none. */
  values: Readonly<Record<string, unknown>>;
  /** By name; what is not in it is a default. */
  origins: Origins;
}

/**
 * @param origins where the names come from that are not of the environment itself.
 * @throws ConfigError with one line for each refused setting.
 */
export function readConfig(env: Environment, origins: Origins = {}): ReadSettings {
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => {
      const counts = value !== '' || mayBeEmpty.has(name) || origins[name] === 'flag';
      return value !== undefined && counts ? [[name, value] as const] : [];
    }),
  );
  const originOf = (name: string): Origin => origins[name] ?? 'environment';
  const parsed = settings.safeParse(given);
  if (!parsed.success) {
    const names = new Set(parsed.error.issues.map(({ path: [name] }) => String(name)));
    const problems = [...names].map((name) => {
      const allowed = settingRules[name] ?? 'something else';
      return refused(name, { allowed, value: given[name] ?? '', origin: originOf(name) });
    });
    throw new ConfigError(problems.join('\n'));
  }
  return {
    config: toConfig(parsed.data),
    warnings: unknownNames(given).map((name) => unknown(name, settingNames, originOf(name))),
    values: parsed.data,
    origins: Object.fromEntries(Object.keys(given).map((name) => [name, originOf(name)])),
  };
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
    archive: whole(values.OFFPRINT_ARCHIVE ?? join(home, 'archive')),
    state: whole(values.OFFPRINT_STATE ?? join(home, 'state')),
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
    names: values.OFFPRINT_NAMES,
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

function whole(place: string): string {
  return parseS3(place) ? place : resolve(place);
}

function concurrencyName<S extends StageName>(stage: S): `OFFPRINT_CONCURRENCY_${Uppercase<S>}` {
  return `OFFPRINT_CONCURRENCY_${stage.toUpperCase() as Uppercase<S>}`;
}

function unknownNames(given: Record<string, unknown>): string[] {
  return Object.keys(given)
    .filter((name) => name.startsWith('OFFPRINT_') && name !== 'OFFPRINT_FAILPOINT')
    .filter((name) => !(name in settings.shape));
}

function parseSize(text: string): number {
  const [, number = '0', unit = ''] = /^([\d.]+)\s*([KMGT]?)/i.exec(text) ?? [];
  return Math.round(Number(number) * 1024 ** ' KMGT'.indexOf(unit.toUpperCase() || ' '));
}
