/**
 * Every address under which a picture may be had, best first: srcset widest
 * first, attributes of lazy loaders, the `noscript` twin, the link that zooms,
 * `src`, and last what srcset names without a width.
 */
import type { Cheerio } from 'cheerio';
import { parseSrcset } from 'srcset';
import { pictureAddresses } from './addresses.ts';
import type { Draft, TreeElement } from './draft.ts';
import { originsFirst } from './proxies.ts';

/** Attributes in which lazy loaders and themes keep the real address, the largest first. */
export const LAZY = [
  'data-orig-file',
  'data-large-file',
  'data-full-url',
  'data-original',
  'data-lazy-src',
  'data-src',
  'data-url',
];
const SRCSETS = ['srcset', 'data-srcset', 'data-lazy-srcset'];
const PICTURE_NAME = /\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?|jfif)(?:\/image)?(?:$|[?#])/i;
/** A data: picture of fewer characters is a placeholder: one pixel, or a blur. */
const PLACEHOLDER_CHARACTERS = 600;

/** Addresses of one picture, unwrapped and resolved; empty where it has none. */
export function candidatesOf(img: Cheerio<TreeElement>, { place }: Draft): string[] {
  const addresses = named(img)
    .flatMap((raw) => pictureAddresses(raw, place))
    .flatMap((address) => (address.startsWith('http') ? originsFirst(address) : [address]))
    .filter(isPicture);
  return [...new Set([...addresses.filter(isElsewhere), ...addresses])];
}

/** As the text names it; `null` where it names nothing but placeholders. */
export function sourceOf(img: Cheerio<TreeElement>): string | null {
  const { src = '' } = img[0]?.attribs ?? {};
  return (
    [src, ...named(img)].map((raw) => raw.trim()).find((raw) => raw !== '' && isPicture(raw)) ??
    null
  );
}

function named(img: Cheerio<TreeElement>): string[] {
  const sized = srcsetsOf(img);
  const wide = sized.filter(({ width }) => width > 0).sort((a, b) => b.width - a.width);
  return [
    ...wide.map(({ url }) => url),
    ...LAZY.map((name) => img.attr(name) ?? ''),
    ...(img.attr('data-twins')?.split('\n') ?? []),
    zoomed(img),
    img.attr('src') ?? '',
    ...sized.filter(({ width }) => width === 0).map(({ url }) => url),
  ].filter((raw) => raw !== '');
}

function srcsetsOf(img: Cheerio<TreeElement>): { url: string; width: number }[] {
  const sources = img.closest('picture').find('source').toArray();
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

function zoomed(img: Cheerio<TreeElement>): string {
  const href = img.closest('a').attr('href') ?? '';
  return PICTURE_NAME.test(href) ? href : '';
}

function isElsewhere(address: string): boolean {
  return !address.startsWith('data:');
}

/** A drawn placeholder (SVG) or one of a few pixels is no picture. */
function isPicture(address: string): boolean {
  if (isElsewhere(address)) return true;
  return /^data:image\/(?!svg)/i.test(address) && address.length >= PLACEHOLDER_CHARACTERS;
}
