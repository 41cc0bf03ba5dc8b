/**
 * Where `state/` and `archive/` live. Keys use `/`, never begin with one and
 * never contain `..`. Every write is whole: readers see the old bytes or the new.
 */
import { randomUUID } from 'node:crypto';
import {
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';

export interface WriteOptions {
  /** Flush to the disk before returning: what has been promised must survive a power cut. */
  durable?: boolean;
  /** Over the file that is there, which a crash may tear: for what can tell whether it is whole. */
  inPlace?: boolean;
}

export interface Storage {
  /** null where there is nothing. */
  read(key: string): Promise<Buffer | null>;
  has(key: string): Promise<boolean>;
  write(key: string, content: string | Uint8Array, options?: WriteOptions): Promise<void>;
  /** Writes only where there is nothing yet; says whether it did. One of many callers wins. */
  create(key: string, content: string | Uint8Array, options?: WriteOptions): Promise<boolean>;
  /** Makes a folder of files appear in one step, the last of them last; false where there is one already. */
  createFolder(key: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<boolean>;
  /** Names right below a folder, sorted; folders end in `/`. Empty where there is no such folder. */
  list(folder: string): Promise<string[]>;
  /** Removes a file, or a folder with all that is in it. Nothing there is no error. */
  remove(key: string): Promise<void>;
  /** Removes what those who died left half-written. */
  sweep(): Promise<void>;
  /** One sentence why it cannot be used, else null. */
  refusal(): Promise<string | null>;
  /** Milliseconds between two looks for news: where each costs a request, more than none. */
  readonly lookEvery: number;
}

const TEMPORARY = '.tmp';

export class DiskStorage implements Storage {
  readonly lookEvery = 0;
  readonly #root: string;
  readonly #marker: string | null;

  /**
   * `marker`: the key of a file without which no folder is made here, the file's own aside. A disk that is
   * not mounted leaves an empty folder behind, and whatever is written needs a folder there.
   */
  constructor(root: string, { marker = null }: { marker?: string | null } = {}) {
    this.#root = resolve(root);
    this.#marker = marker;
  }

  async refusal(): Promise<null> {
    return null;
  }

  async read(key: string): Promise<Buffer | null> {
    return ignoring(['ENOENT', 'ENOTDIR', 'EISDIR'], null, () => readFile(this.#path(key)));
  }

  async has(key: string): Promise<boolean> {
    return ignoring(['ENOENT', 'ENOTDIR'], false, async () => {
      await stat(this.#path(key));
      return true;
    });
  }

  async write(key: string, content: string | Uint8Array, options: WriteOptions = {}) {
    const path = this.#path(key);
    if (options.inPlace) return this.#withFolder(key, path, () => writeFile(path, content));
    const temporary = await this.#writeTemporary(key, content, options);
    await this.#withFolder(key, path, () => rename(temporary, path));
    if (options.durable) await syncFolder(dirname(path));
  }

  async create(key: string, content: string | Uint8Array, options: WriteOptions = {}) {
    const path = this.#path(key);
    if (await this.has(key)) return false;
    const temporary = await this.#writeTemporary(key, content, options);
    try {
      // link() fails where the name is taken; rename() would replace it.
      const created = await ignoring(['EEXIST'], false, async () => {
        await this.#withFolder(key, path, () => link(temporary, path));
        return true;
      });
      if (options.durable) await syncFolder(dirname(path));
      return created;
    } finally {
      // Gone with its disk, which is what has been thrown already.
      await ignoring(['ENOENT', 'ENOTDIR'], undefined, () => unlink(temporary));
    }
  }

  async createFolder(key: string, files: ReadonlyMap<string, string | Uint8Array>) {
    const path = this.#path(key);
    if (await this.has(key)) return false;
    const staged = this.#temporary();
    try {
      await this.#withFolder(key, staged, () => mkdir(staged));
      for (const [name, content] of files)
        await writeNew(join(staged, name), content, { durable: true });
      await syncFolder(staged);
      // A folder is never renamed onto one that holds files: ENOTEMPTY says that another was first.
      const created = await ignoring(['ENOTEMPTY', 'EEXIST'], false, async () => {
        await this.#withFolder(key, path, () => rename(staged, path));
        return true;
      });
      await syncFolder(dirname(path));
      if (!created) await removeAll(staged);
      return created;
    } catch (error) {
      await removeAll(staged);
      throw error;
    }
  }

  async list(folder: string): Promise<string[]> {
    const entries = await ignoring(['ENOENT', 'ENOTDIR'], [], () =>
      readdir(this.#path(folder), { withFileTypes: true }),
    );
    return entries
      .filter(({ name }) => !name.startsWith('.'))
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
      .sort();
  }

  async remove(key: string): Promise<void> {
    const path = this.#path(key);
    // Mostly a file, or nothing: looking first would cost as much again.
    const isDone = await ignoring(['EISDIR', 'EPERM'], false, () =>
      ignoring(['ENOENT', 'ENOTDIR'], true, () => unlink(path).then(() => true)),
    );
    if (!isDone) await removeAll(path);
  }

  /**
   * Removes what processes of this machine that are dead left half-written, and
   * what is older than an hour whoever left it.
   */
  async sweep(): Promise<void> {
    const folder = join(this.#root, TEMPORARY);
    for (const name of await readdir(folder).catch(() => [])) {
      const [pid = '', host = ''] = name.split('~');
      const stats = await stat(join(folder, name)).catch(() => null);
      const isOld = stats !== null && Date.now() - stats.mtimeMs > 3_600_000;
      const isOrphan =
        host === hostname() && (Number(pid) === process.pid || !isAlive(Number(pid)));
      if (isOld || isOrphan) await removeAll(join(folder, name));
    }
    await rmdir(folder).catch(() => {});
  }

  #path(key: string): string {
    const path = resolve(this.#root, key);
    if (!path.startsWith(this.#root + sep)) throw new Error(`storage key leaves the root: ${key}`);
    return path;
  }

  /** Beside the files, so that a rename never crosses file systems. */
  #temporary(): string {
    return join(this.#root, TEMPORARY, `${process.pid}~${hostname()}~${randomUUID()}`);
  }

  async #writeTemporary(key: string, content: string | Uint8Array, options: WriteOptions) {
    const path = this.#temporary();
    await this.#withFolder(key, path, () => writeNew(path, content, options));
    return path;
  }

  /** Makes the folder of `path` only when it turns out to be missing: most are there already. */
  async #withFolder<T>(key: string, path: string, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (!hasErrno(error, 'ENOENT')) throw error;
    }
    if (this.#marker !== null && key !== this.#marker && !(await this.has(this.#marker)))
      throw away(this.#root);
    const first = await mkdir(dirname(path), { recursive: true });
    // A folder that a power cut takes away takes with it what had been flushed inside.
    for (let made = dirname(path); first && made.length >= first.length; made = dirname(made))
      await syncFolder(dirname(made));
    return act();
  }
}

function away(root: string): Error {
  return Object.assign(new Error(`What was at ${root} is not there. Is its disk mounted?`), {
    code: 'ENODEV',
  });
}

/** Makes what was created, renamed or removed in a folder survive a power cut. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

export function hasErrno(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? '');
}

async function ignoring<T>(codes: string[], otherwise: T, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (hasErrno(error, ...codes)) return otherwise;
    throw error;
  }
}

async function writeNew(
  path: string,
  content: string | Uint8Array,
  { durable }: WriteOptions,
): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(content);
    if (durable) await file.sync();
  } finally {
    await file.close();
  }
}

function removeAll(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true });
}

/** Whether there is a process of this number, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasErrno(error, 'EPERM');
  }
}
