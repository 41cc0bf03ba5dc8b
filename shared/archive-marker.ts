/**
 * The files by which an archive and its state are known. A disk that is not mounted leaves an
 * empty folder where they were; without the marker nothing is written.
 */
import { openStorage } from './open-storage.ts';
import type { Storage } from './storage.ts';

const MARKER = '.offprint';
/** In the state: that it has an archive. */
const HAS_ARCHIVE = 'archive.json';
/** The same in every archive: its bytes follow from what was put in alone. */
const CONTENT = '{"offprint":"archive","format":1}\n';

/** Archive and state of a home, which take nothing while their disks are away. */
export async function openBoth(places: { archive: string; state: string }) {
  return {
    archive: await openStorage(places.archive, MARKER),
    state: await openStorage(places.state, HAS_ARCHIVE),
  };
}

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
    await state.create(HAS_ARCHIVE, CONTENT, { durable: true });
    return true;
  }
  if (await state.has(HAS_ARCHIVE)) return false;
  await archive.create(MARKER, CONTENT, { durable: true });
  await state.create(HAS_ARCHIVE, CONTENT, { durable: true });
  return true;
}
