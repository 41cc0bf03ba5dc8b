/** What the API takes and gives, as schemas: they check what comes in, and the OpenAPI document is made of them. */
import { z } from 'zod';
import { queueNames } from '../../queues/producer.ts';
import { End, Step } from '../../queues/receipts.ts';
import { stageNames } from '../../shared/config.ts';
import { PictureTry } from '../../workers/images/tries.ts';
import { Named } from '../problems.ts';

const count = z.int().nonnegative();

export const Status = z.object({
  accepted: count.describe('published + duplicates + failed + inFlight'),
  published: count.describe('new articles and new versions'),
  duplicates: count,
  versions: count.describe('the part of published that joined an existing article'),
  failed: count,
  inFlight: count,
  pictures: z.object({ stored: count, rescued: count, missing: count }),
  seconds: z.number(),
  failures: z.array(
    z.object({ file: z.string(), code: z.string().nullable(), message: z.string().nullable() }),
  ),
  articles: z
    .array(
      z.object({
        id: z.string(),
        file: z.string(),
        url: z.string().nullable(),
        title: z.string().nullable(),
        path: z.string().nullable(),
        version: z.string().nullable(),
      }),
    )
    .optional()
    .describe('only with ?articles=1'),
});

export const JourneyShape = z.object({
  receipt: z.string(),
  file: z.string(),
  acceptedAt: z.string(),
  runs: count,
  id: z.string().nullable(),
  url: z.string().nullable(),
  title: z.string().nullable(),
  end: End.nullable().describe('null: under way'),
  settled: z.object({ folder: z.enum(['done', 'failed', 'deleted']), path: z.string() }).nullable(),
  steps: z.array(Step).describe('each stage that ran, with every attempt'),
  pictures: z.array(PictureTry),
  now: z
    .object({
      stage: z.enum(stageNames),
      state: z.enum(['waiting', 'active', 'delayed', 'held']).nullable(),
      until: z.string().nullable(),
    })
    .nullable()
    .describe('the stage it is in; null when it has ended'),
  takenDown: z
    .object({ at: z.string(), reason: z.string().nullable() })
    .nullable()
    .describe('when and why it was taken out of the archive'),
  same: z
    .object({ receipt: z.string(), file: z.string() })
    .nullable()
    .describe('of a duplicate: the file that was there before'),
});

export const Found = z.object({
  more: z.boolean().describe('whether there are more than are given'),
  found: z.array(
    JourneyShape.omit({
      steps: true,
      pictures: true,
      id: true,
      url: true,
      title: true,
      now: true,
      same: true,
      takenDown: true,
    }),
  ),
});

export const AddressWish = z
  .union([
    z.strictObject({ url: z.string() }),
    z.strictObject({
      urls: z
        .array(z.string())
        .min(1, 'There is no address in the list.')
        .max(100, 'At most 100 addresses at a time; send the others in another request.'),
    }),
  ])
  .describe(
    'one address, or up to a hundred: all are taken, or none; what is refused is named in errors, with its place in the list',
  );

export const Added = z.object({
  added: count,
  files: z.array(z.string()).describe('paths below the inbox'),
  skipped: z
    .array(Named)
    .describe('files of names that the inbox never takes: the others of the request were taken'),
  message: z.string(),
});

export const RetryBody = z
  .union([
    z.strictObject({ all: z.literal(true) }),
    z.strictObject({ code: z.string().min(1) }),
    z.strictObject({ ids: z.array(z.string().min(1)).min(1).max(10_000) }),
  ])
  .describe('all that failed, all with one code, or these: ids, addresses, file names, receipts');

export const Retried = z.object({
  retried: count,
  files: z.array(z.string()),
  message: z.string(),
});

const Queue = z.object({
  name: z.enum(queueNames),
  waiting: count,
  active: count,
  delayed: count,
  done: count,
  perMinute: z.array(z.number()),
  paused: z.boolean(),
});

export const OverviewShape = z.object({
  at: z.string(),
  counts: Status.omit({ failures: true, articles: true }),
  inbox: count,
  paused: z.string().nullable(),
  pace: z.object({ perSecond: z.number(), secondsLeft: z.number().nullable() }).nullable(),
  queues: z.array(Queue).nullable(),
  workers: z
    .array(
      z.object({
        id: z.string(),
        host: z.string(),
        pid: z.int(),
        stages: z.array(z.enum(stageNames)),
        children: count,
        memory: z.number(),
        startedAt: z.string(),
        version: z.string(),
      }),
    )
    .nullable(),
  disk: z.object({ free: z.number(), pauseBelow: z.number() }),
  store: z.object({
    kind: z.enum(['url', 'server', 'javascript']),
    used: z.number().nullable(),
  }),
  failures: z.array(
    z.object({
      code: z.string(),
      message: z.string(),
      next: z.string(),
      count,
      articles: z.array(z.record(z.string(), z.string().nullable())),
    }),
  ),
  failedByStage: z.record(z.enum(stageNames), count),
  recent: z.array(z.looseObject({ id: z.string(), title: z.string(), path: z.string() })),
});

export const Paused = z.object({
  name: z.enum(queueNames),
  paused: z.boolean(),
  message: z.string(),
});
