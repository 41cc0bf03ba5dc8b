/**
 * Who owns a version: `state/claims/ID_KEY`, created only where there is none,
 * with the receipt inside. It decides once whether a file is a duplicate.
 */
import { articleFolder, MANIFEST } from '../shared/archive-layout.ts';
import { entryKey, readEntry } from '../shared/catalog-entries.ts';
import type { Storage } from '../shared/storage.ts';

/**
 * True when the version is `receipt`'s to publish. A new claim on a version that
 * the archive holds already is false: the claims were lost, the archive was not.
 */
export async function claimVersion(
  { state, archive }: { state: Storage; archive: Storage },
  { id, version, receipt }: { id: string; version: string; receipt: string },
): Promise<boolean> {
  const key = claimKey(id, version);
  const created = await state.create(key, receipt, { durable: true });
  if (!created) return (await state.read(key))?.toString() === receipt;
  if (!(await hasVersion(archive, id, version))) return true;
  await state.remove(key);
  return false;
}

/** Gives a version back when its article has failed, so that the same bytes may come again. */
export async function releaseClaim(
  state: Storage,
  { id, version, receipt }: { id: string; version: string; receipt: string },
): Promise<void> {
  const key = claimKey(id, version);
  if ((await state.read(key))?.toString() === receipt) await state.remove(key);
}

/**
 * A version is in the archive when its manifest is (on S3 the files of a folder come one by one), and when
 * the entry that lists show, which is written last, speaks of all that lie there.
 */
async function hasVersion(archive: Storage, id: string, version: string): Promise<boolean> {
  const folder = articleFolder(id);
  const versions = await archive.list(`${folder}/versions`);
  const entry = await readEntry(archive, entryKey(id));
  if (!entry || entry.versions < versions.length) return false;
  if (versions.length === 0)
    return entry.version.endsWith(`-${version}`) && archive.has(`${folder}/${MANIFEST}`);
  const own = versions.find((name) => name.endsWith(`-${version}/`));
  // The first of all is given its own folder after the second.
  const isSettled = versions.includes(`${entry.version}/`);
  return isSettled && !!own && archive.has(`${folder}/versions/${own}${MANIFEST}`);
}

function claimKey(id: string, version: string): string {
  return `claims/${id}_${version}`;
}
