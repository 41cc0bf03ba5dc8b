/**
 * Pictures that are none: what a server sends instead of one that it has not got, or does not give.
 * No list of such files is shipped; a host's own gives itself away by standing under many names.
 */
import { z } from 'zod';
import { wishAgain } from '../../queues/again.ts';
import { type FoundPicture, Sha256 } from '../../shared/article.ts';
import { isMissing, type PictureDesk } from './desk.ts';
import type { Had } from './illustrate.ts';
import { shelf } from './results.ts';

/** `tiny`: of no use to anybody. `placeholder`: known as such. `shape`: hardly what the page announces. */
export type Doubt = 'tiny' | 'placeholder' | 'shape';

/** One pixel, or two: counters and spacers. */
const TINY = 2;
/** Bytes. Placeholders are drawings; a photograph that was uploaded again and again is larger. */
const LARGEST = 60_000;
/** Names under which one host serves the same bytes, before they stand for something else. */
const ENOUGH_NAMES = 5;
/** How much wider or higher than announced; layouts cut pictures, but not by more. */
const DISTORTED = 2;

const Seen = z.object({
  sha256: Sha256,
  host: z.string(),
  names: z.array(z.string()),
  /** Articles that show it, by their receipts. */
  refs: z.array(z.string()),
});

const seenContents = shelf(Seen, (sha256) => `pictures/seen/${sha256.slice(0, 2)}/${sha256}.json`);

export async function doubtOf(
  { candidate, original, made }: Had,
  { declared }: FoundPicture,
  desk: PictureDesk,
): Promise<Doubt | null> {
  if (!isMissing(made) && made.width <= TINY && made.height <= TINY) return 'tiny';
  if (await standsForMany(candidate, original, desk)) return 'placeholder';
  if (isMissing(made) || !declared) return null;
  const stretch = declared.width / declared.height / (made.width / made.height);
  const isDistorted = Math.max(stretch, 1 / stretch) > DISTORTED;
  const isSmaller = made.width < declared.width || made.height < declared.height;
  return isDistorted && isSmaller ? 'shape' : null;
}

/** Counts the names of these bytes. Articles that took them for a picture before run again. */
async function standsForMany(
  candidate: string,
  { sha256, bytes }: Had['original'],
  { context: { state }, receipt }: PictureDesk,
): Promise<boolean> {
  if (!/^https?:/.test(candidate) || bytes > LARGEST) return false;
  const { host, pathname } = new URL(candidate);
  const name = pathname.slice(pathname.lastIndexOf('/') + 1);
  const before = (await seenContents.read(state, sha256)) ?? { sha256, host, names: [], refs: [] };
  if (before.host !== host) return false;
  if (before.names.length >= ENOUGH_NAMES) return true;
  const names = [...new Set([...before.names, name])];
  const refs = [...new Set([...before.refs, receipt])];
  if (names.length === before.names.length && refs.length === before.refs.length) return false;
  await seenContents.write(state, sha256, { sha256, host, names, refs });
  if (names.length < ENOUGH_NAMES) return false;
  for (const ref of refs) {
    if (ref !== receipt) await wishAgain(state, ref, { why: 'placeholder', since: 0 });
  }
  return true;
}
