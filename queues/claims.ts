/**
 * Who owns a version: `state/claims/ID_KEY`, created only where there is none,
 * with the receipt inside. It decides once whether a file is a duplicate.
 */
import { articleFolder, MANIFEST } from '../shared/archive-layout.ts';
import { entryKey, readEntry } from '../shared/catalog-entries.ts';
import type { Storage } from '../shared/storage.ts';
import { Receipts, splitRef } from './receipts.ts';

/**
 * True when the version is `receipt`'s to publish. It is nobody's while the archive holds it: where it was
 * never claimed, the claims were lost and the archive was not. And where whoever claimed it is done but the
 * archive has lost it since, it is his who brings it again.
 */
export async function claimVersion(
  { state, archive }: { state: Storage; archive: Storage },
  { id, version, receipt }: { id: string; version: string; receipt: string },
): Promise<boolean> {
  const key = claimKey(id, version);
  const created = await state.create(key, receipt, { durable: true });
  if (created) {
    const isThere = await hasVersion(archive, id, version);
    if (isThere) await state.remove(key);
    return !isThere;
  }
  const owner = (await state.read(key))?.toString();
  if (owner === receipt) return true;
  if (owner !== undefined && (await isUnderWay(state, owner))) return false;
  if (!(await isLost(archive, id, version))) return false;
  await state.write(key, receipt, { durable: true });
  return true;
}

async function isUnderWay(state: Storage, ref: string): Promise<boolean> {
  const owner = await new Receipts(state).read(splitRef(ref).receipt);
  return owner !== null && owner.settled === null;
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
  // The first of all is given its own folder after the second.
  const isSettled = versions.includes(`${entry.version}/`);
  return isSettled && hasFolder(archive, { folder, versions, version });
}

/** Less strict: while another version joins it, it is on its way from the top to a folder of its own, and not lost. */
async function isLost(archive: Storage, id: string, version: string): Promise<boolean> {
  const folder = articleFolder(id);
  const entry = await readEntry(archive, entryKey(id));
  if (!entry) return true;
  const isOnTop = entry.version.endsWith(`-${version}`);
  if (isOnTop && (await archive.has(`${folder}/${MANIFEST}`))) return false;
  const versions = await archive.list(`${folder}/versions`);
  return !(await hasFolder(archive, { folder, versions, version }));
}

/** Whether the version has a folder of its own, with all that belongs there. */
async function hasFolder(
  archive: Storage,
  { folder, versions, version }: { folder: string; versions: string[]; version: string },
): Promise<boolean> {
  const own = versions.find((name) => name.endsWith(`-${version}/`));
  return own !== undefined && archive.has(`${folder}/versions/${own}${MANIFEST}`);
}

function claimKey(id: string, version: string): string {
  return `claims/${id}_${version}`;
}
