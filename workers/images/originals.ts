/**
 * Gets the original of a picture, from wherever an address points: a file dropped beside the
 * article, the address itself (data:), what was fetched before, or a server. It goes into the
 * archive only when it is used: of a damaged one that gives way to a whole one nothing stays.
 */
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Download } from '../../shared/download.ts';
import { sniffPicture } from '../../shared/picture-kind.ts';
import { COMPANION } from './addresses.ts';
import type { AskingTime } from './clock.ts';
import { dataUrlBytes } from './data-url.ts';
import { isMissing, type Missing, type Original, type PictureDesk } from './desk.ts';
import { AlreadyKnown, fetchPicture } from './fetch.ts';
import { foundAddresses, knownMissing, rememberMissing, sha256Of } from './results.ts';

/** Bytes above which a picture lies in a file while it is worked on: many are under way at once. */
const LARGE = 1_000_000;

/** `time`, and what it throws: see fetchPicture(). */
export async function obtain(
  address: string,
  time: AskingTime,
  desk: PictureDesk,
): Promise<Original | Missing> {
  if (address.startsWith(COMPANION)) return fromCompanion(address.slice(COMPANION.length), desk);
  if (/^data:/i.test(address)) {
    const bytes = await dataUrlBytes(address);
    return isMissing(bytes) ? bytes : keep(bytes, desk);
  }
  const known = await fromBefore(address, desk);
  if (known) return known;
  try {
    return await fromServer(address, time, desk);
  } catch (error) {
    if (!(error instanceof AlreadyKnown)) throw error;
    return (await fromBefore(address, desk)) ?? { code: 'E_INTERNAL' };
  }
}

/** Puts an original that is used into the archive. */
export async function saveOriginal(
  { had, path }: Original,
  { context: { archive } }: PictureDesk,
): Promise<void> {
  if (had === null) return;
  const content = 'bytes' in had ? had.bytes : await readFile(had.path);
  await archive.create(path, content, { durable: true });
}

/** First 20 hex digits of the SHA-256 and, as folder, their first two. */
export function contentName(sha256: string): string {
  return `${sha256.slice(0, 2)}/${sha256.slice(0, 20)}`;
}

async function fromCompanion(path: string, desk: PictureDesk): Promise<Original | Missing> {
  const bytes = await desk.context.companion(path);
  return bytes ? keep(bytes, desk) : { code: 'E_NO_COMPANION' };
}

async function fromBefore(
  address: string,
  { context: { state, archive }, since }: PictureDesk,
): Promise<Original | Missing | null> {
  const found = await foundAddresses.read(state, address);
  if (found && (await archive.has(found.path))) return { ...found, had: null };
  return knownMissing(state, address, since);
}

async function fromServer(
  address: string,
  time: AskingTime,
  desk: PictureDesk,
): Promise<Original | Missing> {
  const { state } = desk.context;
  const isKnown = async () => (await fromBefore(address, desk)) !== null;
  const answer = await fetchPicture({ address, isKnown, time }, desk);
  const result = isMissing(answer) ? answer : await keepDownload(answer, desk);
  if (!isMissing(result)) {
    const { had, ...found } = result;
    await foundAddresses.write(state, address, { address, ...found });
  } else if (result.code !== 'E_IMAGE_LATE') {
    await rememberMissing(state, address, result.code);
  }
  return result;
}

async function keepDownload(
  { bytes, downgraded }: Download,
  desk: PictureDesk,
): Promise<Original | Missing> {
  const kept = await keep(bytes, desk);
  return isMissing(kept) ? kept : { ...kept, downgraded };
}

/** Whatever is a picture will do, also where no copy can be made of it. */
async function keep(bytes: Buffer, { folder }: PictureDesk): Promise<Original | Missing> {
  const kind = sniffPicture(bytes);
  if (!kind) return { code: 'W_IMAGE_TYPE' };
  const sha256 = sha256Of(bytes);
  const path = `originals/${contentName(sha256)}.${kind.extension}`;
  const original = { sha256, path, bytes: bytes.length, downgraded: false };
  if (bytes.length <= LARGE) return { ...original, had: { bytes } };
  // A name of its own: another address may bring the same bytes while a child reads these.
  const file = join(await folder(), randomUUID());
  await writeFile(file, bytes);
  return { ...original, had: { path: file } };
}
