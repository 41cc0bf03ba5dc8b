/**
 * The pipeline at a glance: what goes into each stage, what comes out, who gets
 * it next, where it runs and how hard we try. To add a stage, add a row here, a
 * schema to shared/article.ts and a file to workers/; the compiler asks for the
 * rest. Inputs and outputs lie in `state/`; a job carries an ArticleJob.
 */
import type { z } from 'zod';
import {
  AcceptedFile,
  DescribedArticle,
  IllustratedArticle,
  IngestedArticle,
  ParsedArticle,
  PublishedArticle,
} from '../shared/article.ts';
import type { StageName } from '../shared/config.ts';
import type { Context, PureContext } from '../shared/context.ts';
import { definePipeline } from './define-pipeline.ts';

const seconds = 1_000;

/** Other people's servers: slow to recover. */
const remote = { attempts: 5, backoff: { type: 'exponential', delay: 2 * seconds, jitter: 0.5 } };
/** Nothing outside the process: another try only rules out a crash, and the third crash ends it. */
const local = { attempts: 4, backoff: { type: 'fixed', delay: 1 * seconds } };
/** Our own disk or bucket: a fault is brief, or an operator is needed. */
const storage = { attempts: 8, backoff: { type: 'exponential', delay: 1 * seconds, jitter: 0.5 } };

// biome-ignore format: a table reads best as a table
export const pipeline = definePipeline({
  ingest:   { input: AcceptedFile,       output: IngestedArticle,    next: 'parse',    runs: 'worker', concurrency: 8, timeout:  60 * seconds, retry: remote,  version: 2 },
  parse:    { input: IngestedArticle,    output: ParsedArticle,      next: 'images',   runs: 'child',  concurrency: 4, timeout:  60 * seconds, retry: local,   version: 4 },
  images:   { input: ParsedArticle,      output: IllustratedArticle, next: 'metadata', runs: 'worker', concurrency: 8, timeout: 120 * seconds, retry: storage, version: 4 },
  metadata: { input: IllustratedArticle, output: DescribedArticle,   next: 'publish',  runs: 'child',  concurrency: 4, timeout:  60 * seconds, retry: local,   version: 2 },
  publish:  { input: DescribedArticle,   output: PublishedArticle,   next: null,       runs: 'worker', concurrency: 8, timeout:  60 * seconds, retry: storage, version: 3 },
});

type Rows = typeof pipeline;
export type Input<S extends StageName> = z.output<Rows[S]['input']>;
export type Output<S extends StageName> = z.output<Rows[S]['output']>;

/** What a stage may touch depends on where it runs: a child has no network and no storage. */
export type ContextOf<S extends StageName> = Rows[S]['runs'] extends 'child'
  ? PureContext
  : Context;

export type Stages = {
  [S in StageName]: (input: Input<S>, context: ContextOf<S>) => Promise<Output<S>>;
};
