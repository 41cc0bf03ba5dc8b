/**
 * Writes articles of the archive into one file. It appears when it is whole: until then it is
 * `FILE.part`, and a file that was there before stays as it was. An article that is damaged is left
 * out and named; the others go on.
 */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Storage } from '../shared/storage.ts';
import { DamagedArticle, openArticle } from './export/article.ts';
import type { Format } from './export/format.ts';

export interface Exported {
  exported: number;
  /** 0 where nothing could be exported; then there is no file either. */
  bytes: number;
  missing: { id: string; message: string }[];
}

export interface Export {
  archive: Storage;
  ids: string[];
  format: Format;
  signal: AbortSignal;
  onProgress: (articles: number) => void;
}

/** Milliseconds. Offprint may be putting a newer version in its place: then it is whole soon. */
const SECOND_LOOK = 250;

export async function exportToFile(file: string, order: Export): Promise<Exported> {
  const part = `${file}.part`;
  const sink = createWriteStream(part, { flush: true });
  try {
    const { exported, missing } = await exportTo(sink, order);
    if (exported === 0) return { exported, bytes: 0, missing };
    await rename(part, file);
    return { exported, bytes: sink.bytesWritten, missing };
  } finally {
    await rm(part, { force: true });
  }
}

/** `end` false leaves the sink open, as stdout wants it. */
export async function exportTo(
  sink: Writable,
  order: Export,
  { end = true } = {},
): Promise<Omit<Exported, 'bytes'>> {
  const { format, signal } = order;
  const written = pipeline(format.output, sink, { end, signal });
  try {
    // Whichever fails first: a full disk would leave the articles waiting for ever.
    const [result] = await Promise.all([addAll(order), written]);
    return result;
  } catch (error) {
    format.output.destroy();
    await written.catch(() => {});
    throw error;
  }
}

async function addAll({ archive, ids, format, signal, onProgress }: Export) {
  const missing: Exported['missing'] = [];
  for (const [index, id] of ids.entries()) {
    signal.throwIfAborted();
    const message = await addPatiently(archive, id, format);
    if (message !== null) missing.push({ id, message });
    onProgress(index + 1);
  }
  await format.end();
  return { exported: ids.length - missing.length, missing };
}

/** null when it is in; otherwise why not. */
async function addPatiently(archive: Storage, id: string, format: Format): Promise<string | null> {
  if ((await tryToAdd(archive, id, format)) === null) return null;
  await wait(SECOND_LOOK);
  return tryToAdd(archive, id, format);
}

async function tryToAdd(archive: Storage, id: string, format: Format): Promise<string | null> {
  try {
    await format.add(await openArticle(archive, id));
    return null;
  } catch (error) {
    if (error instanceof DamagedArticle) return error.message;
    throw error;
  }
}
