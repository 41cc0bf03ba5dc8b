/**
 * The picture that a page shows where it is shared (`og:image` and its like). It is
 * another address of a picture in the text, where their file names are the same; of
 * a page whose text has lost all its pictures it is the one above the text.
 */
import type { FoundPicture } from '../../shared/article.ts';
import { fileName } from './addresses.ts';
import { candidatesFor } from './candidates.ts';
import { type Draft, TOP } from './draft.ts';

/** The outlet's sign, and not what the article is about. */
const SIGN = /logo|favicon|avatar|default|placeholder|share[-_]?(?:icon|image)|site[-_]?image/i;

/** Shorter names may well be those of two pictures: `1.jpg`. */
const TELLING = 8;

export function joinSharedPicture(draft: Draft): void {
  const { sharedPictures, pictures, place } = draft;
  const named = sharedPictures
    // The head names an address; a whole picture in it would end up in every record.
    .filter((source) => !/^data:/i.test(source))
    .map((source) => ({ source, candidates: candidatesFor([source], place) }));
  for (const { candidates } of named) {
    const twin = pictures.find((picture) => sameFile(picture.candidates, candidates));
    if (twin) twin.candidates = [...new Set([...twin.candidates, ...candidates])];
  }
  if (pictures.length > 0) return;
  const lead = named.find(({ source, candidates }) => candidates.length > 0 && !SIGN.test(source));
  if (!lead) return;
  const words = { alt: null, caption: null, credit: null, declared: null };
  pictures.push({ ...lead, ...words } satisfies FoundPicture);
  draft.$(TOP).prepend('<figure><img data-picture="0"></figure>');
}

function sameFile(some: string[], others: string[]): boolean {
  const names = new Set(some.map(fileName));
  return others.map(fileName).some((name) => name.length >= TELLING && names.has(name));
}
