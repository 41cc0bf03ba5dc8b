/**
 * Makes the list of pictures, and leaves `<figure><img data-picture="N"></figure>`
 * in the text for each. A picture that is named twice is shown once, where it
 * came first.
 */
import type { Cheerio } from 'cheerio';
import type { FoundPicture } from '../../shared/article.ts';
import { warning } from '../../shared/codes.ts';
import { addressesOf } from './candidates.ts';
import { captionTaker, type TakeCaption } from './captions.ts';
import { plain } from './characters.ts';
import type { Draft, TreeElement } from './draft.ts';
import { joinTwins } from './twins.ts';

const MAX_PICTURES = 200;
/** A data: URL is not repeated in full where it only says where the picture came from. */
const LONGEST_SOURCE = 2000;

export function collectPictures(draft: Draft): void {
  joinTwins(draft);
  const known = new Map<string, FoundPicture>();
  const takeCaption = captionTaker(draft);
  // A copy of it costs a tenth of reading the tags again.
  const frame = draft.$('<figure><img></figure>');
  draft.$('img').each((_, element) => {
    const img = draft.$(element);
    const picture = pictureOf(img, draft, takeCaption);
    const [best = ''] = picture?.candidates ?? [];
    const twin = known.get(sameness(best));
    if (picture && twin) {
      twin.caption ??= picture.caption;
      twin.credit ??= picture.credit;
      twin.candidates = [...new Set([...twin.candidates, ...picture.candidates])];
    } else if (picture && draft.pictures.length < MAX_PICTURES) {
      known.set(sameness(best), picture);
      const place = frame.clone();
      place.children().attr('data-picture', String(draft.pictures.push(picture) - 1));
      img.replaceWith(place);
      return;
    } else if (picture) {
      warnOnce(draft);
    }
    img.remove();
  });
}

/** Addresses that differ only in scheme and fragment are one picture. */
function sameness(address: string): string {
  return address.replace(/^https?:\/\//, '').replace(/#.*$/, '');
}

function pictureOf(
  img: Cheerio<TreeElement>,
  draft: Draft,
  takeCaption: TakeCaption,
): FoundPicture | null {
  const addresses = addressesOf(img, draft);
  // A box keeps its caption where its picture cannot be had: then it is all there is.
  if (!addresses) return null;
  const { caption, credit } = takeCaption(img);
  const title = plain(img.attr('title') ?? img.attr('aria-label') ?? '');
  return {
    candidates: addresses.candidates,
    source: addresses.source.slice(0, LONGEST_SOURCE),
    alt: described(img.attr('alt') ?? '') ?? described(title),
    caption: caption ?? null,
    credit,
    declared: declaredSize(img),
  };
}

/** Of the attributes only: what style sheets say depends on the screen. */
function declaredSize(img: Cheerio<TreeElement>): FoundPicture['declared'] {
  const [width, height] = ['width', 'height'].map((name) =>
    Number(/^\s*(\d{2,4})(?:px)?\s*$/.exec(img.attr(name) ?? '')?.[1]),
  );
  return width && height ? { width, height } : null;
}

/** An alternative text that says something: no dot, no file name. */
function described(text: string): string | null {
  const alt = plain(text);
  return /[\p{L}\p{N}]/u.test(alt) && !/^\S+\.(?:jpe?g|png|gif|webp)$/i.test(alt) ? alt : null;
}

function warnOnce({ warnings }: Draft): void {
  if (!warnings.some(({ code }) => code === 'W_IMAGE_COUNT')) {
    warnings.push(warning('W_IMAGE_COUNT'));
  }
}
