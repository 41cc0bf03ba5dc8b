/**
 * Every address under which a picture may be had, best first: srcset widest
 * first, attributes of lazy loaders, the `noscript` twin, the link that zooms,
 * `src`, and last what srcset names without a width.
 */
import type { Cheerio } from 'cheerio';
import { parseSrcset } from 'srcset';
import { type Place, pictureAddresses } from './addresses.ts';
import { closestNamed, type Draft, type TreeElement } from './draft.ts';
import { originsFirst } from './proxies.ts';
import { largestFirst } from './renditions.ts';

/**
 * Attributes in which lazy loaders and themes keep the real address, the largest first: WordPress,
 * Zhihu and WeChat (`data-actualsrc`, `data-croporisrc`), Discuz (`zoomfile`, `file`), jQuery's plugins.
 */
export const LAZY = [
  'data-orig-file',
  'data-large-file',
  'data-full-url',
  'data-full-src',
  'data-hi-res-src',
  'data-zoom-image',
  'zoomfile',
  'data-original',
  'data-actualsrc',
  'data-croporisrc',
  'data-lazy-src',
  'data-lazyload',
  'data-src',
  'data-echo',
  'data-url',
  'data-image',
  'data-img',
  'file',
  'original',
  'real_src',
  '_src',
];
/** Attributes that hold JSON with the address in it: Substack, RFI. */
const JSON_LAZY = ['data-attrs', 'data-image-dataset'];
const SRCSETS = ['srcset', 'data-srcset', 'data-lazy-srcset'];
const PICTURE_NAME = /\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?|jfif)(?:\/image)?(?:$|[?#])/i;
/** A data: picture of fewer characters is a placeholder: one pixel, or a blur. */
const PLACEHOLDER_CHARACTERS = 600;
/** Files that stand for a picture until the real one has come. */
const PLACEHOLDER =
  /\/(?:(?:lazy)?load(?:ing|er)?|lazy|placeholder|(?:image|grey|gray|pic)[-_]placeholder|blank|spacer|transparent|grey|gray|pixel|1x1|none|no[-_]?(?:image|img|pic|photo))\.(?:gif|png|svg)(?:$|[?#])/i;
/** Twice the largest copy that is made by default. Wider pictures are only more bytes. */
const USEFUL_WIDTH = 3_200;

/**
 * The addresses of one picture, unwrapped and resolved, and the one that the text names; null where it has none
 * or names nothing but placeholders.
 */
export function addressesOf(
  img: Cheerio<TreeElement>,
  { place }: Draft,
): { candidates: string[]; source: string } | null {
  const names = named(img);
  const candidates = candidatesFor(names, place);
  const source = sourceIn(names, img);
  return candidates.length === 0 || source === null ? null : { candidates, source };
}

/** Candidates for the addresses that a source names, best first. Proxies give way to what they stand in front of. */
export function candidatesFor(names: string[], place: Place): string[] {
  const addresses = names
    .flatMap((raw) => pictureAddresses(raw, place))
    .map((address) => (address.startsWith('http') ? originsFirst(address) : [address]));
  const origins = addresses.flatMap(([origin = '']) => largestFirst(origin));
  const copies = addresses.flatMap(([, ...proxies]) => proxies);
  const all = [...origins, ...copies].filter(isPicture);
  return [...new Set([...all.filter(isElsewhere), ...all])];
}

function sourceIn(names: string[], img: Cheerio<TreeElement>): string | null {
  const all = [img.attr('src') ?? '', ...names].map((raw) => raw.trim());
  return all.find((raw) => raw !== '' && isPicture(raw)) ?? null;
}

function named(img: Cheerio<TreeElement>): string[] {
  const sized = srcsetsOf(img);
  const wide = sized.filter(({ width }) => width > 0).sort(byUse);
  return [
    ...wide.map(({ url }) => url),
    ...LAZY.map((name) => img.attr(name) ?? '').filter(isAddress),
    ...JSON_LAZY.map((name) => addressIn(img.attr(name))),
    ...(img.attr('data-twins')?.split('\n') ?? []),
    zoomed(img),
    img.attr('src') ?? '',
    ...sized.filter(({ width }) => width === 0).map(({ url }) => url),
  ].filter((raw) => raw !== '');
}

function srcsetsOf(img: Cheerio<TreeElement>): { url: string; width: number }[] {
  const picture = closestNamed(img, 'picture');
  const sources = picture.length > 0 ? picture.find('source').toArray() : [];
  const lists = [...img.toArray(), ...sources].flatMap(({ attribs }) =>
    SRCSETS.map((name) => attribs[name] ?? ''),
  );
  return lists.flatMap(srcset);
}

/** Widths in pixels; 0 where none is named. A list that breaks the syntax is split at its spaces. */
function srcset(list: string): { url: string; width: number }[] {
  if (list.trim() === '' || list.startsWith('data:')) return [];
  try {
    return parseSrcset(list).map(({ url, width, density }) => ({
      url,
      // A density says as much of the order as a width does.
      width: width ?? (density ?? 0) * 1000,
    }));
  } catch {
    return list
      .split(/,\s+/)
      .map((entry) => entry.trim().split(/\s+/))
      .map(([url = '', size = '']) => ({ url, width: Number.parseInt(size, 10) || 0 }));
  }
}

/** The widest that is useful first; what is wider still comes after all others. */
function byUse(a: { width: number }, b: { width: number }): number {
  const use = ({ width }: { width: number }) => (width > USEFUL_WIDTH ? -width : width);
  return use(b) - use(a);
}

/** Some of the attributes also serve other ends: `data-image="12"`. */
function isAddress(value: string): boolean {
  return /[/.]/.test(value);
}

function addressIn(json: string | undefined): string {
  try {
    const { url, src } = JSON.parse(json ?? 'null') ?? {};
    return [url, src].find((value) => typeof value === 'string') ?? '';
  } catch {
    return '';
  }
}

function zoomed(img: Cheerio<TreeElement>): string {
  const href = closestNamed(img, 'a').attr('href') ?? '';
  return PICTURE_NAME.test(href) ? href : '';
}

function isElsewhere(address: string): boolean {
  return !address.startsWith('data:');
}

/** A placeholder, drawn (SVG), of a few pixels or named as one, is no picture. */
function isPicture(address: string): boolean {
  if (isElsewhere(address)) return !PLACEHOLDER.test(address);
  return /^data:image\/(?!svg)/i.test(address) && address.length >= PLACEHOLDER_CHARACTERS;
}
