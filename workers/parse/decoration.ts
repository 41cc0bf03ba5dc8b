/** Pictures that are no pictures: counters, lines, icons, and faces that stand for a word. */
import type { Cheerio } from 'cheerio';
import { type Draft, replaceBy, type TreeElement } from './draft.ts';

/** Tracking pixels and counters; the address alone says it. */
const COUNTERS =
  /amazon-adsystem\.com|medium\.com\/_\/stat|feeds\.feedburner\.com\/~r|feedsportal\.com|doubleclick\.net|scorecardresearch\.com|pixel\.wp\.com|google-analytics\.com|facebook\.com\/tr\b|\/(?:blank|spacer|pixel|1x1|transparent)\.(?:gif|png)(?:$|\?)/i;
/** Lines, magnifying glasses and logos of the page's own furniture. */
const FURNITURE =
  /icon-zoom|1px_[a-z]+_line|grey_line|cps_web_banner_|\/servicelinks\/|\/share[-_]?(?:icons?|buttons?)\//i;
/** Emoji drawn as pictures, and the faces of Weibo: `alt` or `title` has the character. */
const FACES =
  /s\.w\.org\/images\/core\/emoji|twemoji|\/emoji\/|img\.t\.sinajs\.cn\/.*\/(?:expression|face)|face\.t\.sinajs\.cn|sinaimg\.cn\/m\/emoticon|abs(?:-0)?\.twimg\.com\/emoji/i;

/** A picture of at most this many pixels on either side is a counter or a line. */
const TINY = 2;

/** Takes decoration out of the tree; a face leaves the character it stands for. */
export function dropDecoration({ $ }: Draft): void {
  $('img').each((_, element) => {
    const img = $(element);
    const address = addressesOf(element);
    if (FACES.test(address) || img.is('.wp-smiley, .emoji')) {
      replaceBy(img, faceOf(img));
    } else if (COUNTERS.test(address) || FURNITURE.test(address) || isTiny(img)) {
      img.remove();
    }
  });
}

function faceOf(img: Cheerio<TreeElement>): string {
  const text = img.attr('alt')?.trim() || img.attr('title')?.trim() || '';
  return text.replace(/[<>&]/g, '');
}

function addressesOf({ attribs }: TreeElement): string {
  return attribs.src ?? attribs['data-src'] ?? '';
}

function isTiny(img: Cheerio<TreeElement>): boolean {
  return ['width', 'height'].some((side) => {
    const size = img.attr(side)?.trim() ?? '';
    return /^\d+(?:px)?$/.test(size) && Number.parseInt(size, 10) <= TINY;
  });
}
