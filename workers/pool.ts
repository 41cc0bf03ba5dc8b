/**
 * The pool of child processes, with a wall clock and a memory limit, and the
 * count of deaths. A death is charged to what the child was at work on; the third ends it.
 */
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import workerpool, { type Pool } from 'workerpool';
import { z } from 'zod';
import { ReceiptId } from '../shared/article.ts';
import { type Code, codes } from '../shared/codes.ts';
import type { StageSettings } from '../shared/context.ts';
import { PermanentError, RetryLater, TransientError } from '../shared/errors.ts';
import { BEGUN } from '../shared/forked.ts';
import type { Pieces } from '../shared/pieces.ts';
import type { Storage } from '../shared/storage.ts';

/** What a child answers: never a rejection, so that a rejection is a death. */
export type Answer<T> =
  | { value: T }
  | { error: { name: string; code: string | null; message: string; stack: string | undefined } };

const MAX_DEATHS = 3;
/** Children in a row that died before they began; then the machine has no room for more processes. */
const MAX_STILLBORN = 5;
/** Milliseconds until a machine without room is asked again. */
const NO_ROOM = 10_000;
/** Milliseconds one piece may take: 40 times the slowest honest page measured. */
const WALL_CLOCK = 20_000;
/** MB of JavaScript heap: a 10 MB page takes about 900. */
const MAX_HEAP = 1_024;

export interface PoolOptions {
  children: number;
  script?: string;
  /** Milliseconds. */
  wallClock?: number;
  /** Hears of every death; `work` is the name of the piece or stage. */
  died?: (work: string) => void;
}

export class ChildPool {
  readonly #pool: Pool;
  readonly #state: Storage;
  readonly #wallClock: number;
  readonly #died: (work: string) => void;
  #closing = false;

  constructor(state: Storage, options: PoolOptions) {
    this.#state = state;
    this.#died = options.died ?? (() => undefined);
    this.#wallClock = options.wallClock ?? WALL_CLOCK;
    this.#pool = workerpool.pool(
      options.script ?? fileURLToPath(new URL('./child.ts', import.meta.url)),
      {
        workerType: 'process',
        minWorkers: 'max',
        maxWorkers: options.children,
        workerTerminateTimeout: 200,
        forkOpts: {
          // Buffers cross the border as they are.
          serialization: 'advanced',
          // A child has nobody to be quick for but its piece, and the other cores have their own child.
          execArgv: ['--single-threaded-gc', `--max-old-space-size=${MAX_HEAP}`, ...typescript()],
          // Two arenas: half the memory of glibc's default for picture work, at the same speed.
          env: { ...inherited(), MALLOC_ARENA_MAX: '2' },
        },
      },
    );
  }

  /** Runs a piece; `holder` is what a death is charged to. */
  piece<N extends keyof Pieces>(
    name: N,
    input: Parameters<Pieces[N]>[0],
    holder: string,
  ): ReturnType<Pieces[N]> {
    return this.#exec('piece', [name, input], holder) as ReturnType<Pieces[N]>;
  }

  /** Runs a whole stage of the pipeline whose row says `runs: 'child'`. */
  async stage<T>(
    name: string,
    input: unknown,
    settings: StageSettings,
    holder: string,
  ): Promise<T> {
    return this.#exec('stage', [name, input, settings], holder);
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#pool.terminate(true);
  }

  async #exec<T>(method: string, args: unknown[], holder: string): Promise<T> {
    for (let stillborn = 0; stillborn < MAX_STILLBORN; ) {
      const answer = await this.#try<T>(method, args, holder);
      if (answer === 'stillborn') stillborn += 1;
      else if (answer === 'died') stillborn = 0;
      else return unwrap(answer);
    }
    throw new RetryLater('E_INTERNAL', NO_ROOM, 'No process for computing can be started.');
  }

  async #try<T>(
    method: string,
    args: unknown[],
    holder: string,
  ): Promise<Answer<T> | 'died' | 'stillborn'> {
    let begun = false;
    const on = (news: unknown) => {
      begun ||= news === BEGUN;
    };
    try {
      return (await this.#pool.exec(method, args, { on }).timeout(this.#wallClock)) as Answer<T>;
    } catch (cause) {
      if (this.#closing)
        throw new TransientError('E_INTERNAL', 'The worker is stopping.', { cause });
      this.#died(String(args[0]));
      if (!begun) return 'stillborn';
      const deaths = await this.#charge(holder);
      if (deaths >= MAX_DEATHS)
        throw new PermanentError('E_CRASH', codes.E_CRASH.message, { cause });
      return 'died';
    }
  }

  async #charge(holder: string): Promise<number> {
    // An article's count goes when the article ends, so that a retry starts from nought.
    const folder = ReceiptId.safeParse(holder).success ? `work/${holder}` : 'deaths';
    const key = `${folder}/${holder}.deaths.json`;
    const bytes = await this.#state.read(key);
    const deaths =
      z
        .int()
        .catch(0)
        .parse(bytes && Number(bytes.toString())) + 1;
    await this.#state.write(key, String(deaths));
    return deaths;
  }
}

/** The Node arguments under which a child understands TypeScript, wherever it is started. */
export function typescript(): string[] {
  const tsx = createRequire(import.meta.url).resolve('tsx/esm');
  return ['--import', pathToFileURL(tsx).href];
}

function unwrap<T>(answer: Answer<T>): T {
  if ('value' in answer) return answer.value;
  const { name, code, message, stack } = answer.error;
  if (name === 'PermanentError') throw new PermanentError(code as Code, message);
  if (name === 'TransientError') throw new TransientError(code as Code, message);
  throw Object.assign(new Error(message), { stack });
}

function inherited(): NodeJS.ProcessEnv {
  // biome-ignore lint/style/noProcessEnv: handed on whole, not read
  return process.env;
}
