/**
 * Pictures that the slow lane found in a web archive: `state/pictures/rescued/`, by their own address.
 * Their bytes lie beside, until an article has put them into the archive.
 */
import { z } from 'zod';
import { Sha256 } from '../../shared/article.ts';
import type { Storage } from '../../shared/storage.ts';
import { sha256Of, shelf } from './results.ts';

const RescuedPicture = z.object({
  /** Where it was found. */
  address: z.string(),
  /** When the archive had saved it, ISO 8601. */
  archived: z.string(),
  sha256: Sha256,
  path: z.string(),
  bytes: z.int(),
});

export type RescuedPicture = z.infer<typeof RescuedPicture>;

/** Below the state. */
export const RESCUED = 'pictures/rescued';

export const rescuedPictures = shelf(RescuedPicture, (candidate) => {
  const hash = sha256Of(candidate);
  return `${RESCUED}/${hash.slice(0, 2)}/${hash}.json`;
});

/** Where the bytes are now: null = in the archive, undefined = nowhere any more. */
export async function rescuedBytes(
  { path, sha256 }: RescuedPicture,
  { state, archive }: { state: Storage; archive: Storage },
): Promise<{ bytes: Buffer } | null | undefined> {
  if (await archive.has(path)) return null;
  const bytes = await state.read(bytesKey(sha256));
  return bytes ? { bytes } : undefined;
}

export async function keepRescued(
  state: Storage,
  candidate: string,
  picture: RescuedPicture,
  bytes: Buffer,
) {
  await state.write(bytesKey(picture.sha256), bytes);
  await rescuedPictures.write(state, candidate, picture);
}

/** Once the archive has them. */
export async function dropRescued(state: Storage, sha256: string): Promise<void> {
  await state.remove(bytesKey(sha256));
}

function bytesKey(sha256: string): string {
  return `${RESCUED}/bytes/${sha256}`;
}
