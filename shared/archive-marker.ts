/**
 * The file by which an archive is known. A disk that is not mounted leaves an
 * empty folder where the archive was; without the marker nothing is written.
 */
import type { Storage } from './storage.ts';

const MARKER = '.offprint';
/** The same in every archive: its bytes follow from what was put in alone. */
const CONTENT = '{"offprint":"archive","format":1}\n';

export async function archiveIsThere(archive: Storage): Promise<boolean> {
  return archive.has(MARKER);
}

/** Milliseconds for which an archive that was there is taken to be there still. */
const TRUSTED_FOR = 1_000;

/** For those who ask all the time. */
export function archiveWatch(archive: Storage): () => Promise<boolean> {
  let seen = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - seen < TRUSTED_FOR) return true;
    const isThere = await archiveIsThere(archive);
    if (isThere) seen = performance.now();
    return isThere;
  };
}

/**
 * Makes a new archive where this home has none yet.
 * @returns false where the home has an archive, but its folder is not there.
 */
export async function openArchive(archive: Storage, state: Storage): Promise<boolean> {
  if (await archiveIsThere(archive)) {
    await state.create('archive.json', CONTENT, { durable: true });
    return true;
  }
  if (await state.has('archive.json')) return false;
  await archive.create(MARKER, CONTENT, { durable: true });
  await state.create('archive.json', CONTENT, { durable: true });
  return true;
}
