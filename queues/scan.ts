/**
 * Looks through the inbox. Polling is the whole method: watchers miss files, and
 * reading 20,000 names takes half a second. A file is settled when size, time
 * and inode are the same in two looks far enough apart.
 */
import type { BigIntStats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { hasErrno } from '../shared/storage.ts';
import { displayName, isIgnored, joinBytes } from './names.ts';

/** A regular file in the inbox. */
export interface SeenFile {
  /** Where it lies, as bytes. */
  raw: Buffer;
  rawName: Buffer;
  /** Below the inbox, with `/`, for people. */
  path: string;
  name: string;
  isText: boolean;
  /** Of its folder below the inbox; null at the top. */
  collection: string | null;
  size: number;
  /** Milliseconds since 1970. */
  modified: number;
  /** When its name, place or mode last changed, in milliseconds since 1970. */
  changed: number;
  /** Changes whenever size, time or inode do. */
  mark: string;
}

const MAX_DEPTH = 32;

/** What is never taken: a name to be ignored, a link, or neither a file nor a folder. */
export interface LeftAlone {
  path: string;
  why: 'name' | 'link' | 'special';
}

interface Found {
  files: SeenFile[];
  leftAlone: LeftAlone[];
}

export async function scanInbox(inbox: string): Promise<SeenFile[]> {
  return (await scanFolder(inbox)).files;
}

export async function scanFolder(folder: string): Promise<Found> {
  const found: Found = { files: [], leftAlone: [] };
  await walk(Buffer.from(folder), null, 0, found);
  found.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return found;
}

/** Every file of a folder below `collection`; links and special files are neither followed nor opened. */
async function walk(folder: Buffer, collection: string | null, depth: number, found: Found) {
  if (depth > MAX_DEPTH) return;
  for (const rawName of await names(folder)) {
    const { name, isText } = displayName(rawName);
    const path = collection === null ? name : `${collection}/${name}`;
    if (isIgnored(name)) {
      found.leftAlone.push({ path, why: 'name' });
      continue;
    }
    const raw = joinBytes(folder, rawName);
    const stats = await look(raw);
    if (stats?.isDirectory()) await walk(raw, path, depth + 1, found);
    else if (stats?.isFile())
      found.files.push({ raw, rawName, path, name, isText, collection, ...measure(stats) });
    else if (stats)
      found.leftAlone.push({ path, why: stats.isSymbolicLink() ? 'link' : 'special' });
  }
}

/** Whether it lies there as it did when it was looked at. */
export async function isAsBefore({ raw, mark }: SeenFile): Promise<boolean> {
  const stats = await look(raw);
  return stats?.isFile() === true && measure(stats).mark === mark;
}

export function measure(
  stats: BigIntStats,
): Pick<SeenFile, 'size' | 'modified' | 'changed' | 'mark'> {
  const { size, mtimeMs, mtimeNs, ctimeMs, ino } = stats;
  const mark = `${size}-${mtimeNs}-${ino}`;
  return { size: Number(size), modified: Number(mtimeMs), changed: Number(ctimeMs), mark };
}

async function names(folder: Buffer): Promise<Buffer[]> {
  try {
    return await readdir(folder, { encoding: 'buffer' });
  } catch (error) {
    // Taken away between two looks, or not ours to read: the next look decides.
    if (hasErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return [];
    throw error;
  }
}

async function look(path: Buffer): Promise<BigIntStats | null> {
  try {
    return await lstat(path, { bigint: true });
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'EACCES')) return null;
    throw error;
  }
}

/** Remembers when each file last changed, as far as our looks can tell. */
export class Settling {
  #seen = new Map<string, { mark: string; since: number }>();
  /** When the next of the files may be settled, in the milliseconds that the looks are given. */
  due = Number.POSITIVE_INFINITY;

  /**
   * The files that have not changed for `settle` ms. `complete` are marks of
   * files that were put there whole (by `add`), which need no second look.
   */
  settled(
    files: SeenFile[],
    settle: number,
    complete: ReadonlySet<string>,
    now: number,
  ): SeenFile[] {
    const before = this.#seen;
    this.#seen = new Map();
    this.due = Number.POSITIVE_INFINITY;
    return files.filter((file) => {
      const key = file.raw.toString('latin1');
      const last = before.get(key);
      const since = last?.mark === file.mark ? last.since : now;
      this.#seen.set(key, { mark: file.mark, since });
      if (complete.has(file.mark)) return true;
      if (last?.mark === file.mark && now - since >= settle) return true;
      this.due = Math.min(this.due, since + settle);
      return false;
    });
  }

  /** Milliseconds a file has stayed as it is. */
  age(file: SeenFile, now: number): number {
    return now - (this.#seen.get(file.raw.toString('latin1'))?.since ?? now);
  }
}
