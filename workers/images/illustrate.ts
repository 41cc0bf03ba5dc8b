/**
 * One picture of an article, from its candidates to its place in the archive. A damaged or doubtful
 * one is kept, but a later place may have it whole, so the search goes on; it ends at the first whole one.
 */
import type { FoundPicture, Picture, Warning } from '../../shared/article.ts';
import { type Code, codes, warning } from '../../shared/codes.ts';
import { NoTurn } from '../../shared/host-turn.ts';
import { type PlaceToLook, placesFor } from './addresses.ts';
import { AskingTime } from './clock.ts';
import { copiesOf, type Made } from './copies.ts';
import { isMissing, type Missing, type Original, once, type PictureDesk } from './desk.ts';
import { obtain, saveOriginal } from './originals.ts';
import { doubtOf } from './placeholders.ts';
import { mostTelling } from './reason.ts';
import { dropRescued, rescuedBytes, rescuedPictures } from './rescued.ts';
import type { Copies } from './results.ts';

export interface Illustration {
  picture: Picture;
  warnings: Warning[];
}

export interface Had {
  candidate: string;
  original: Original;
  /** The copies, or why there are none. */
  made: Made | Missing;
  /** When a web archive had saved it, ISO 8601; null where it came from its publisher. */
  archived: string | null;
}

const NO_COPIES = {
  width: null,
  height: null,
  thumbhash: null,
  likeness: null,
  colour: null,
  variants: [],
};

/** Throws NoTurn where a host has to be waited for. */
export async function illustrate(found: FoundPicture, desk: PictureDesk): Promise<Illustration> {
  const { candidates } = found;
  const { pictureSources } = desk.context.settings;
  const { places, refused } = placesFor(candidates, pictureSources, desk.timestamp);
  const saved = await rescued(found, desk);
  if (saved) {
    const illustration = await use(found, saved, desk);
    await dropRescued(desk.context.state, saved.original.sha256);
    return illustration;
  }
  const others: Others = { reasons: [...refused], second: null, placeholder: null };
  let left = desk.limits.picture;
  for (const [position, place] of places.entries()) {
    if (Date.now() >= desk.end) throw new NoTurn('E_HOST_BUSY', 0);
    // Each place has its share of the time, so one that hangs leaves some for the next.
    const time = new AskingTime(left / (places.length - position));
    const had = await lookAt(place, time, desk);
    left -= time.spent;
    if (isMissing(had)) others.reasons.push(had.code);
    else if (await isRight(had, found, others, desk)) return use(found, had, desk);
  }
  const { second, placeholder, reasons } = others;
  if (second) return use(found, second, desk);
  if (!placeholder) return absent(found, mostTelling(reasons));
  return use(found, { ...placeholder, made: { code: 'E_IMAGE_PLACEHOLDER' } }, desk);
}

/** What was had that is not simply right. */
interface Others {
  reasons: Code[];
  /** Damaged, or hardly what the page announces: better than nothing. */
  second: Had | null;
  placeholder: Had | null;
}

async function isRight(
  had: Had,
  found: FoundPicture,
  others: Others,
  desk: PictureDesk,
): Promise<boolean> {
  const doubt = await doubtOf(had, found, desk);
  if (doubt === null && !isMissing(had.made)) return true;
  if (doubt === 'tiny') others.reasons.push('E_IMAGE_PLACEHOLDER');
  else if (doubt === 'placeholder') others.placeholder ??= had;
  else others.second ??= had;
  return false;
}

async function use(found: FoundPicture, had: Had, desk: PictureDesk): Promise<Illustration> {
  await saveOriginal(had.original, desk);
  return illustration(found, had, isMissing(had.made) ? had.made : await had.made.save());
}

async function lookAt(
  { candidate, address }: PlaceToLook,
  time: AskingTime,
  desk: PictureDesk,
): Promise<Had | Missing> {
  const original = await once(desk, `fetch ${address}`, () => obtain(address, time, desk));
  if (isMissing(original)) return original;
  const made = await once(desk, `shrink ${original.sha256}`, () => copiesOf(original, desk));
  return { candidate, original, made, archived: null };
}

/** What the slow lane has found since the last run; null where it is nothing that helps. */
async function rescued(found: FoundPicture, desk: PictureDesk): Promise<Had | null> {
  if (!(await desk.hasRescued())) return null;
  for (const candidate of found.candidates) {
    const picture = await rescuedPictures.read(desk.context.state, candidate);
    const bytes = picture && (await rescuedBytes(picture, desk.context));
    if (!picture || bytes === undefined) continue;
    const { address, archived, ...content } = picture;
    const original: Original = { ...content, downgraded: false, had: bytes };
    const made = await once(desk, `shrink ${original.sha256}`, () => copiesOf(original, desk));
    const had: Had = { candidate: address, original, made, archived };
    if (!isMissing(made) && (await doubtOf(had, found, desk)) === null) return had;
  }
  return null;
}

function illustration(
  found: FoundPicture,
  { candidate, original, archived }: Had,
  made: Copies | Missing,
): Illustration {
  const reason = isMissing(made) ? whyNotShown(made.code) : null;
  const copies = isMissing(made) ? NO_COPIES : made;
  const notes: (Code | null | false)[] = [
    original.downgraded && 'W_DOWNGRADE',
    !isMissing(made) && made.frozen && 'W_ANIMATION',
    reason?.startsWith('W_') ? reason : null,
  ];
  // An E_ code says that there is no picture to show; after a W_ code the original still counts.
  const isLost = reason?.startsWith('E_') ?? false;
  return {
    picture: {
      ...blank(found),
      status: statusOf(isLost, archived),
      from: shown(candidate),
      archived,
      reason,
      sha256: original.sha256,
      original: original.path,
      width: copies.width,
      height: copies.height,
      thumbhash: copies.thumbhash,
      likeness: copies.likeness,
      colour: copies.colour,
      variants: copies.variants,
    },
    warnings: notes.flatMap((code) => (code ? [note(code, found)] : [])),
  };
}

function statusOf(isLost: boolean, archived: string | null): Picture['status'] {
  if (isLost) return 'missing';
  return archived === null ? 'stored' : 'rescued';
}

function absent(found: FoundPicture, reason: Code): Illustration {
  const warnings = reason === 'W_IMAGE_TYPE' ? [note(reason, found)] : [];
  return { picture: { ...blank(found), status: 'missing', reason }, warnings };
}

function blank({ source, alt, caption, credit }: FoundPicture): Picture {
  return {
    source,
    status: 'missing',
    from: null,
    archived: null,
    reason: null,
    sha256: null,
    original: null,
    width: null,
    height: null,
    alt,
    caption,
    credit,
    thumbhash: null,
    likeness: null,
    colour: null,
    variants: [],
  };
}

/** It is a picture, or there would be no original; only not one that is decoded here. */
function whyNotShown(code: Code): Code {
  return code === 'W_IMAGE_TYPE' ? 'W_IMAGE_KIND' : code;
}

/** A sentence that names the picture. */
function note(code: Code, { source }: FoundPicture): Warning {
  return warning(code, `${codes[code].message.replace(/\.$/, '')}: ${shown(source)}`);
}

/** An address as people can read it: of a data: URL only its kind, of a long one the beginning. */
function shown(address: string): string {
  if (/^data:/i.test(address)) return address.slice(0, 100).replace(/[;,].*$/s, '');
  return address.length > 300 ? `${address.slice(0, 300)}…` : address;
}
