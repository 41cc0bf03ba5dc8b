/**
 * One picture of an article, from its candidates to its place in the archive. A damaged picture is
 * kept, but a later place may have it whole, so the search goes on; it ends at the first whole one.
 */
import type { FoundPicture, Picture, Warning } from '../../shared/article.ts';
import { type Code, codes, warning } from '../../shared/codes.ts';
import { NoTurn } from '../../shared/host-turn.ts';
import { type PlaceToLook, placesFor } from './addresses.ts';
import { AskingTime } from './clock.ts';
import { copiesOf } from './copies.ts';
import { isMissing, type Missing, type Original, once, type PictureDesk } from './desk.ts';
import { obtain, saveOriginal } from './originals.ts';
import { mostTelling } from './reason.ts';
import type { Copies } from './results.ts';

export interface Illustration {
  picture: Picture;
  warnings: Warning[];
}

interface Had {
  candidate: string;
  original: Original;
  /** The copies, or why there are none. */
  made: Copies | Missing;
}

const NO_COPIES = { width: null, height: null, thumbhash: null, colour: null, variants: [] };

/** Throws NoTurn where a host has to be waited for. */
export async function illustrate(found: FoundPicture, desk: PictureDesk): Promise<Illustration> {
  const { candidates } = found;
  const { pictureSources } = desk.context.settings;
  const { places, refused } = placesFor(candidates, pictureSources, desk.timestamp);
  const reasons = [...refused];
  let [left, damaged]: [number, Had | null] = [desk.limits.picture, null];
  for (const [position, place] of places.entries()) {
    if (Date.now() >= desk.end) throw new NoTurn('E_HOST_BUSY', 0);
    // Each place has its share of the time, so one that hangs leaves some for the next.
    const time = new AskingTime(left / (places.length - position));
    const had = await lookAt(place, time, desk);
    left -= time.spent;
    if (isMissing(had)) reasons.push(had.code);
    else if (!isMissing(had.made)) return use(found, had, desk);
    else damaged ??= had;
  }
  return damaged ? use(found, damaged, desk) : absent(found, mostTelling(reasons));
}

async function use(found: FoundPicture, had: Had, desk: PictureDesk): Promise<Illustration> {
  await saveOriginal(had.original, desk);
  return illustration(found, had);
}

async function lookAt(
  { candidate, address }: PlaceToLook,
  time: AskingTime,
  desk: PictureDesk,
): Promise<Had | Missing> {
  const original = await once(desk, `fetch ${address}`, () => obtain(address, time, desk));
  if (isMissing(original)) return original;
  const made = await once(desk, `shrink ${original.sha256}`, () => copiesOf(original, desk));
  return { candidate, original, made };
}

function illustration(found: FoundPicture, { candidate, original, made }: Had): Illustration {
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
      status: isLost ? 'missing' : 'stored',
      from: shown(candidate),
      reason,
      sha256: original.sha256,
      original: original.path,
      width: copies.width,
      height: copies.height,
      thumbhash: copies.thumbhash,
      colour: copies.colour,
      variants: copies.variants,
    },
    warnings: notes.flatMap((code) => (code ? [note(code, found)] : [])),
  };
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
    reason: null,
    sha256: null,
    original: null,
    width: null,
    height: null,
    alt,
    caption,
    credit,
    thumbhash: null,
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
