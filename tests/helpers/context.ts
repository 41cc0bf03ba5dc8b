/**
 * A Context with no network, no disk and no noise, for the tests of stages: a web that answers
 * from a table, storages in memory, and the pieces run in the test's own process.
 */
import pino from 'pino';
import type { Context, StageSettings } from '../../shared/context.ts';
import type { Download, DownloadOptions } from '../../shared/download.ts';
import { PermanentError } from '../../shared/errors.ts';
import type { Pieces } from '../../shared/pieces.ts';
import type { Storage } from '../../shared/storage.ts';

type Content = string | Uint8Array;
/** Bytes, an error to throw, or an answer whose particulars matter. */
export type Answer = Content | Error | (Partial<Download> & { bytes: Buffer });
/** URL to answer, or to what works the answer out anew for each request. Anything else is a 404. */
export type Web = Record<string, Answer | ((options: DownloadOptions) => Answer | Promise<Answer>)>;

export interface TestContextOptions {
  web?: Web;
  /** What lies in `state/` and `archive/` at the start, by key. */
  state?: Record<string, Content>;
  archive?: Record<string, Content>;
  /** Pictures dropped beside articles, by their path below the inbox. */
  companions?: Record<string, Uint8Array>;
  settings?: Partial<StageSettings>;
  /** Stand in for the pieces of workers/pieces.ts, one by one. */
  pieces?: Partial<Pieces>;
  /** Answers claims; all are granted otherwise. */
  claim?: Context['claim'];
  /** Gives turns; everybody has one at once otherwise. */
  enterHost?: Context['enterHost'];
  signal?: AbortSignal;
}

export interface TestContext extends Context {
  state: MemoryStorage;
  archive: MemoryStorage;
  /** Every URL that was asked for, in order, repeats included. */
  requests: string[];
}

export function testContext(options: TestContextOptions = {}): TestContext {
  const requests: string[] = [];
  return {
    settings: {
      pictureSources: ['{url}'],
      pageSources: ['{url}'],
      pictureWidths: [480, 960, 1600],
      pictureFormats: ['webp'],
      ...options.settings,
    },
    log: pino({ level: 'silent' }),
    state: new MemoryStorage(options.state),
    archive: new MemoryStorage(options.archive),
    requests,
    async download(url, downloadOptions) {
      const { signal, enterHost, deadline: lease } = downloadOptions;
      const leave = await enterHost({ host: new URL(url).host, url, lease, signal });
      requests.push(url);
      return answerFrom(options.web ?? {}, url, downloadOptions).finally(() =>
        leave({ kind: 'answered' }),
      );
    },
    enterHost: options.enterHost ?? (async () => async () => {}),
    piece: (name, input) => runPiece(options.pieces ?? {}, name, input),
    async companion(path) {
      const bytes = options.companions?.[path];
      return bytes ? Buffer.from(bytes) : null;
    },
    claim: options.claim ?? (async () => true),
    signal: options.signal ?? new AbortController().signal,
  };
}

async function answerFrom(web: Web, url: string, options: DownloadOptions): Promise<Download> {
  const row = web[url];
  const answer = typeof row === 'function' ? await row(options) : row;
  if (answer === undefined) throw new PermanentError('E_HTTP_404', `There is nothing at ${url}.`);
  if (answer instanceof Error) throw answer;
  const particulars =
    typeof answer === 'string' || answer instanceof Uint8Array
      ? { bytes: Buffer.from(answer) }
      : answer;
  return { url, contentType: null, charset: null, downgraded: false, ...particulars };
}

function runPiece<N extends keyof Pieces>(
  standIns: Partial<Pieces>,
  name: N,
  input: Parameters<Pieces[N]>[0],
): ReturnType<Pieces[N]> {
  const run = async () => {
    const piece = standIns[name] ?? (await import('../../workers/pieces.ts')).pieces[name];
    return (piece as (given: typeof input) => ReturnType<Pieces[N]>)(input);
  };
  return run() as ReturnType<Pieces[N]>;
}

/** A Storage that a test can look into: `files` maps keys to bytes. */
export class MemoryStorage implements Storage {
  readonly files = new Map<string, Buffer>();
  /** Keys that were written with `durable`. */
  readonly durable = new Set<string>();
  readonly lookEvery = 0;

  constructor(files: Record<string, Content> = {}) {
    for (const [key, content] of Object.entries(files)) this.files.set(key, Buffer.from(content));
  }

  async sweep(): Promise<void> {}

  async refusal(): Promise<null> {
    return null;
  }

  async read(key: string): Promise<Buffer | null> {
    return this.files.get(key) ?? null;
  }

  async has(key: string): Promise<boolean> {
    return this.files.has(key) || this.#below(key).length > 0;
  }

  async write(key: string, content: Content, options: { durable?: boolean } = {}): Promise<void> {
    if (key.startsWith('/') || key.split('/').includes('..')) throw new Error(`bad key: ${key}`);
    this.files.set(key, Buffer.from(content));
    if (options.durable) this.durable.add(key);
  }

  async create(key: string, content: Content, options: { durable?: boolean } = {}) {
    if (this.files.has(key)) return false;
    await this.write(key, content, options);
    return true;
  }

  async createFolder(key: string, files: ReadonlyMap<string, Content>): Promise<boolean> {
    if (await this.has(key)) return false;
    for (const [name, content] of files) {
      await this.write(`${key}/${name}`, content, { durable: true });
    }
    return true;
  }

  async list(folder: string): Promise<string[]> {
    const names = this.#below(folder).map((key) => {
      const [name = '', ...rest] = key.slice(prefixOf(folder).length).split('/');
      return rest.length > 0 ? `${name}/` : name;
    });
    return [...new Set(names)].sort();
  }

  async remove(key: string): Promise<void> {
    for (const file of [key, ...this.#below(key)]) this.files.delete(file);
  }

  #below(folder: string): string[] {
    return [...this.files.keys()].filter((key) => key.startsWith(prefixOf(folder)));
  }
}

function prefixOf(folder: string): string {
  return folder === '' || folder.endsWith('/') ? folder : `${folder}/`;
}
