/**
 * Puts files into the inbox from inside: written below `inbox/.add/`, then moved
 * to their place. A list of what was moved lets the inbox take them at once:
 * they are known to be whole, and need no second look.
 */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import {
  access,
  copyFile,
  link,
  lstat,
  mkdir,
  rename,
  rm,
  stat,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import pMap from 'p-map';
import { hasErrno } from '../shared/storage.ts';
import { ADD } from './batches.ts';
import { belongsToPage, isPage, pageStems } from './companions.ts';
import { freeName, joinBytes } from './names.ts';
import { type LeftAlone, measure, scanFolder } from './scan.ts';

/** Copies at a time: most of one is waiting for the disk. */
const AT_ONCE = 8;

/** What is to be added: a file's path and the folder below the inbox it goes to. */
export interface Addition {
  source: { path: Buffer } | { content: string | Uint8Array };
  name: Buffer;
  collection: string | null;
}

/**
 * Every file at or below the paths; the collection is the path below the given folder. The folder of
 * pictures of a page that is given too keeps its name: without it nobody would know whose it is.
 */
export async function findAdditions(
  paths: string[],
): Promise<{ additions: Addition[]; leftAlone: LeftAlone[] }> {
  const additions: Addition[] = [];
  const leftAlone: LeftAlone[] = [];
  const stems = pageStems(paths.map((path) => resolve(path)));
  for (const path of paths) {
    const stats = await stat(path);
    if (stats.isFile()) {
      additions.push({
        source: { path: Buffer.from(path) },
        name: Buffer.from(basename(path)),
        collection: null,
      });
      continue;
    }
    await access(path, constants.R_OK | constants.X_OK);
    const own = belongsToPage(`${resolve(path)}/`, stems) ? basename(resolve(path)) : null;
    const found = await scanFolder(path);
    leftAlone.push(...found.leftAlone);
    for (const { raw, rawName, collection: below } of found.files) {
      const collection = [own, below].filter((one) => one !== null).join('/') || null;
      additions.push({ source: { path: raw }, name: rawName, collection });
    }
  }
  return { additions, leftAlone };
}

/** A `.url` file, as browsers write it when an address is dragged to a folder. */
export function addressFile(url: string): Addition {
  const content = `[InternetShortcut]\r\nURL=${url}\r\n`;
  const { host, pathname } = new URL(url);
  const words = `${host}${pathname}`
    .replace(/[^\w.-]+/g, '-')
    .replace(/-+$/, '')
    .slice(0, 120);
  return { source: { content }, name: Buffer.from(`${words}.url`), collection: null };
}

/**
 * Copies into the inbox; originals stay where they are, and copies keep their
 * modification time. While the batch's folder is there the inbox takes nothing of it (batches.ts).
 * @param copied is told how many have been copied so far.
 * @returns the paths below the inbox, with `/`, in the order of the additions.
 */
export async function addToInbox(
  inbox: string,
  additions: Addition[],
  copied: (count: number) => void = () => {},
): Promise<string[]> {
  if (additions.length === 0) return [];
  const batch = join(inbox, ADD, randomUUID());
  await mkdir(batch, { recursive: true });
  let count = 0;
  const copy = async ({ source }: Addition, index: number) => {
    const target = join(batch, String(index));
    if ('path' in source) await copyWithTime(source.path, target);
    else await writeFile(target, source.content);
    count += 1;
    copied(count);
    return measure(await lstat(target, { bigint: true })).mark;
  };
  const marks = await pMap(additions, copy, { concurrency: AT_ONCE });
  // Before the files: a list without its files is harmless, files without their list wait a little.
  await writeFile(`${batch}.part`, JSON.stringify(marks));
  await rename(`${batch}.part`, `${batch}.list`);
  const paths: string[] = Array(additions.length).fill('');
  for (const [index, { name, collection }] of pagesLast(additions)) {
    const placed = await moveIn(join(batch, String(index)), join(inbox, collection ?? '.'), name);
    paths[index] = collection === null ? placed.toString() : `${collection}/${placed.toString()}`;
  }
  await rm(batch, { recursive: true, force: true });
  return paths;
}

/** So that whoever dies half-way leaves no page without its pictures. */
export function pagesLast(additions: Addition[]): [index: number, addition: Addition][] {
  const all = [...additions.entries()];
  const pages = ({ name, collection }: Addition) =>
    isPage([collection, name.toString()].filter((one) => one !== null).join('/'));
  return [...all.filter(([, one]) => !pages(one)), ...all.filter(([, one]) => pages(one))];
}

/** Moves one file of ours into the inbox, to be taken at once. */
export async function moveToInbox(
  inbox: string,
  { path, name, collection }: { path: Buffer; name: Buffer; collection: string | null },
): Promise<void> {
  const batch = join(inbox, ADD, randomUUID());
  await mkdir(join(inbox, ADD), { recursive: true });
  const { mark } = measure(await lstat(path, { bigint: true }));
  await writeFile(`${batch}.part`, JSON.stringify([mark]));
  await mkdir(batch);
  await rename(`${batch}.part`, `${batch}.list`);
  await moveIn(path, join(inbox, collection ?? '.'), name);
  await rm(batch, { recursive: true, force: true });
}

async function copyWithTime(source: Buffer, target: string): Promise<void> {
  await copyFile(source, target);
  const { atimeMs, mtimeMs } = await stat(source);
  await utimes(target, atimeMs / 1_000, Math.floor(mtimeMs) / 1_000);
}

/** Never replaces a file: link() fails where the name is taken. */
async function moveIn(from: string | Buffer, folder: string, name: Buffer): Promise<Buffer> {
  await mkdir(folder, { recursive: true });
  for (;;) {
    const free = await freeName(Buffer.from(folder), name);
    try {
      await link(from, joinBytes(folder, free));
      await unlink(from);
      return free;
    } catch (error) {
      if (hasErrno(error, 'EEXIST')) continue;
      if (!hasErrno(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP')) throw error;
      // A file system without hard links: the name was free a moment ago.
      await rename(from, joinBytes(folder, free));
      return free;
    }
  }
}
