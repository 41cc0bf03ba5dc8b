/**
 * The batches that `add` and the API put into the inbox (add.ts): which files are whole, and which
 * have to wait until the rest of their batch is there. A page must not be taken without its pictures,
 * nor a folder of pictures without the page that says what it is.
 */
import { lstat, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson } from '../shared/json.ts';

/** Below the inbox: `UUID/` holds what has not been moved yet, `UUID.list` the marks of the whole batch. */
export const ADD = '.add';

export interface Batches {
  /** Marks of files that were put there whole, and need no second look. */
  whole: ReadonlySet<string>;
  /** Marks of files whose batch is still being moved. */
  held: ReadonlySet<string>;
  /** The lists of batches that have been moved. */
  finished: { list: string; marks: string[] }[];
}

/** Milliseconds without a move after which whoever moved is taken for dead, and what has come is taken. */
const MOVING_PATIENCE = 60_000;

/**
 * To be read before the inbox is looked through: a batch whose last move falls between the two would
 * be seen half, and taken for whole. What is listed only afterwards is new, and waits anyway.
 */
export async function readBatches(inbox: string, now: number): Promise<Batches> {
  const folder = join(inbox, ADD);
  const whole = new Set<string>();
  const held = new Set<string>();
  const finished: Batches['finished'] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.endsWith('.list')) continue;
    const list = join(folder, name);
    const listed = parseJson(await readFile(list, 'utf8').catch(() => null));
    const marks = Array.isArray(listed) ? listed.map(String) : [];
    // Every move out of the folder changes its time.
    const moving = await lstat(list.replace(/\.list$/, '')).catch(() => null);
    const isMoving = moving !== null && now - moving.mtimeMs < MOVING_PATIENCE;
    for (const mark of marks) (isMoving ? held : whole).add(mark);
    if (!moving) finished.push({ list, marks });
  }
  return { whole, held, finished };
}

/** Removes the lists of those whose files have all been taken. */
export async function forgetTaken(
  { finished }: Batches,
  present: ReadonlySet<string>,
): Promise<void> {
  for (const { list, marks } of finished) {
    if (!marks.some((mark) => present.has(mark))) await rm(list, { force: true });
  }
}

/** Milliseconds after which what an `add` left behind belongs to a process that died. */
const OLD_BATCH = 3_600_000;

/** The originals still lie where they were copied from. */
export async function clearOldBatches(inbox: string): Promise<void> {
  for (const name of await readdir(join(inbox, ADD)).catch(() => [])) {
    const path = join(inbox, ADD, name);
    const stats = await lstat(path).catch(() => null);
    if (stats && Date.now() - stats.mtimeMs > OLD_BATCH)
      await rm(path, { recursive: true, force: true });
  }
}
