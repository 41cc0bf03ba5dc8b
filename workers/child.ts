/**
 * A child process: computes one piece at a time and nothing else. It may hang
 * or die at any input; the pool ends it at its limits and starts another.
 */
import { constants, setPriority } from 'node:os';
import workerpool from 'workerpool';
import type { Input } from '../queues/pipeline.ts';
import type { PureContext, StageSettings } from '../shared/context.ts';
import { BEGUN, liveWithParent } from '../shared/forked.ts';
import { openLog } from '../shared/log.ts';
import type { Pieces } from '../shared/pieces.ts';
import { pieces } from './pieces.ts';
import type { Answer } from './pool.ts';

/** Loaded when first asked for, as the pieces are. */
const stages = {
  parse: async (input: Input<'parse'>, context: PureContext) =>
    (await import('./parse.ts')).parse(input, context),
  metadata: async (input: Input<'metadata'>, context: PureContext) =>
    (await import('./metadata.ts')).metadata(input, context),
};

/** Above this the child ends itself, which is charged to what it held: native memory has no other limit. */
const MAX_RSS = 1_200 * 1024 ** 2;

const log = openLog('warn');

/** Values instead of throws: what the pool rejects with is then always a death. */
async function answer<T>(work: () => T | Promise<T>): Promise<Answer<T>> {
  workerpool.workerEmit(BEGUN);
  try {
    return { value: await work() };
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    return { error: { name, code, message, stack } };
  }
}

liveWithParent();

// Whoever hands out the work goes first, or children wait for it; so do the queue store and the pages.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

workerpool.worker({
  piece: <N extends keyof Pieces>(name: N, input: Parameters<Pieces[N]>[0]) =>
    answer(() => (pieces[name] as (input: unknown) => unknown)(input)),
  stage: <S extends keyof typeof stages>(name: S, input: Input<S>, settings: StageSettings) =>
    answer(() =>
      (stages[name] as (input: unknown, context: unknown) => unknown)(input, { settings, log }),
    ),
});

setInterval(() => {
  if (process.memoryUsage.rss() > MAX_RSS) process.kill(process.pid, 'SIGKILL');
}, 200).unref();
