/**
 * Accepting: a settled file is claimed by rename into `processing/RECEIPT/`, its
 * bytes are copied to `state/`, the receipt is written, and only then a job is
 * added. File, receipt and folders are flushed: from here on it is never lost.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import {
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { warning } from '../shared/codes.ts';
import { failpoint } from '../shared/failpoint.ts';
import { hasErrno, type Storage, syncFolder } from '../shared/storage.ts';
import { displayName, joinBytes } from './names.ts';
import type { Receipt } from './receipts.ts';
import type { SeenFile } from './scan.ts';
import { sourceKey } from './sources.ts';

/** Written beside the claimed file, so that a crash before its receipt forgets nothing. */
const From = z.object({
  path: z.string(),
  collection: z.string().nullable(),
  modified: z.number(),
  size: z.number(),
  /** Which coming of the file this is: a failed file may come back. */
  generation: z.int(),
});
export type From = z.infer<typeof From>;
const FROM = '.from.json';

/** A file that lies in `processing/` and has been read. */
export interface Claimed {
  receipt: string;
  rawName: Buffer;
  from: From;
  /** null: too large, or not ours to read. */
  sha256: string | null;
}

/** RECEIPT: `f` + 20 hex digits of SHA-256 of path in the inbox, modification time and size; `turn` tells equal drops apart. */
export function receiptId(
  { path, modified, size }: Pick<From, 'path' | 'modified' | 'size'>,
  turn = 0,
  letter = 'f',
): string {
  const text = [path, Math.floor(modified), size, ...(turn > 0 ? [turn] : [])].join('\n');
  return `${letter}${createHash('sha256').update(text).digest('hex').slice(0, 20)}`;
}

/** What lies in `processing/RECEIPT/`. */
export interface Found {
  /** The file's path, as bytes. */
  raw: Buffer;
  rawName: Buffer;
  from: From;
}

/** Moves a file from the inbox to `processing/`; null when it is gone meanwhile. */
export async function claim(
  processing: string,
  { receipt, file, generation }: { receipt: string; file: SeenFile; generation: number },
): Promise<Found | null> {
  const folder = join(processing, receipt);
  const { path, collection, modified, size } = file;
  const from: From = { path, collection, modified, size, generation };
  const raw = joinBytes(folder, file.rawName);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, FROM), JSON.stringify(from));
  try {
    await rename(file.raw, raw);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    if (hasErrno(error, 'ENOENT')) return null;
    throw error;
  }
  failpoint('accept.after-claim');
  await syncFolder(folder);
  return { raw, rawName: file.rawName, from };
}

/** Finds what an earlier process claimed; null for a folder whose file never came. */
export async function findClaimed(processing: string, receipt: string): Promise<Found | null> {
  const folder = join(processing, receipt);
  const names = await readdir(folder, { encoding: 'buffer' });
  const rawName = names.find((name) => name.toString() !== FROM);
  if (!rawName) return null;
  const text = await readFile(join(folder, FROM), 'utf8').catch(() => 'null');
  const parsed = From.safeParse(parseJson(text));
  const { name } = displayName(rawName);
  // Only a power cut can lose the note; the name is what is left of the path then.
  const from = parsed.success
    ? parsed.data
    : { path: name, collection: null, modified: 0, size: -1, generation: 0 };
  return { raw: joinBytes(folder, rawName), rawName, from };
}

/** Removes what is left of a claim when its file has gone to where it belongs. */
export async function dropClaim(processing: string, receipt: string): Promise<void> {
  const folder = join(processing, receipt);
  try {
    await unlink(join(folder, FROM));
    await rmdir(folder);
  } catch {
    // Half-gone already, or with more in it: looking costs more, and is rarely needed.
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Copies the bytes of a claimed file to `state/`, under their hash. @returns the
 * hash; null where the file is too large or may not be read.
 */
export async function keepSource(
  state: Storage,
  claimed: { raw: Buffer },
  maxBytes: number,
): Promise<string | null> {
  // Never follows a link that took the file's place, never waits on a pipe.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(claimed.raw, flags).catch((error: unknown) => {
    if (hasErrno(error, 'EACCES', 'EPERM')) return null;
    throw error;
  });
  if (!file) return null;
  try {
    const { size } = await file.stat();
    if (size > maxBytes) return null;
    const bytes = await file.readFile();
    await file.sync();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await state.create(sourceKey(sha256), bytes, { durable: true });
    return sha256;
  } finally {
    await file.close();
  }
}

export function newReceipt(
  { receipt, rawName, from, sha256 }: Claimed,
  { order, sameAs }: { order: number; sameAs: string | null },
): Receipt {
  const { name, isText } = displayName(rawName);
  const { path, collection, modified, size } = from;
  return {
    format: 1,
    receipt,
    order,
    file: {
      receipt,
      path,
      name,
      collection,
      sha256,
      bytes: Math.max(size, 0),
      modified,
      warnings: isText ? [] : [warning('W_NAME_BYTES')],
    },
    rawName: isText ? null : rawName.toString('base64'),
    generation: 0,
    acceptedAt: new Date().toISOString(),
    sameAs,
    parts: null,
    ends: {},
    settled: null,
    again: {},
    place: null,
  };
}

/** Whether the file may be read; false asks its owner for a chmod. */
export async function isReadable(file: SeenFile): Promise<boolean> {
  try {
    const handle = await open(
      file.raw,
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    );
    await handle.close();
    return true;
  } catch (error) {
    if (hasErrno(error, 'EACCES', 'EPERM')) return false;
    // Gone or changed: the claim will tell.
    return true;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
