/**
 * Finds what is written about a picture, and takes it out of the text. The
 * first shape that stands around the picture wins, the outlet's before these.
 */
import type { Cheerio } from 'cheerio';
import { plain } from './characters.ts';
import { type Caption, captionAndCredit } from './credits.ts';
import type { Draft, Selection, TreeElement, TreeNode } from './draft.ts';

/** CSS selectors. Without `caption` and `credit`, all the text around the picture is its caption. */
export interface CaptionShape {
  around: string;
  caption?: string;
  credit?: string;
}

const common: CaptionShape[] = [
  // WordPress; often a figure too, hence first.
  { around: '.wp-caption', caption: '.wp-caption-text' },
  {
    around: 'figure',
    caption: 'figcaption',
    credit: 'figcaption [class*="credit" i], figcaption [class*="copyright" i], figcaption cite',
  },
];

/** A longer text below a picture is an article's, not the picture's. */
const LONGEST = 1200;

export type TakeCaption = (img: Cheerio<TreeElement>) => Caption;

/** Takes the caption of one picture after the other. The boxes around them are sought once, before the first. */
export function captionTaker({ $, outlet }: Draft): TakeCaption {
  const shapes = [...(outlet?.captions ?? []), ...common].map((shape) => ({
    shape,
    boxes: new Set($(shape.around).toArray()),
  }));
  const known = shapes.filter(({ boxes }) => boxes.size > 0);
  return (img) => takeCaption(img, $, known);
}

function takeCaption(
  img: Cheerio<TreeElement>,
  $: Draft['$'],
  shapes: { shape: CaptionShape; boxes: ReadonlySet<TreeNode> }[],
): Caption {
  for (const { shape, boxes } of shapes) {
    const { caption, credit } = shape;
    const box = img.closest((_, element) => boxes.has(element));
    if (box.length === 0) continue;
    if (caption === undefined && credit === undefined) return takeText($, box);
    // The credit may stand inside the caption: it is read and taken first.
    const made = take($, box, credit);
    return captionAndCredit(take($, box, caption), made);
  }
  return captionAndCredit(takeSmall(img), '');
}

function take($: Draft['$'], box: Selection, selector: string | undefined): string {
  if (selector === undefined) return '';
  const found = box.find(selector).filter((_, element) => $(element).find('img').length === 0);
  const texts = found.toArray().map((element) => plain($(element).text()));
  const text = [...new Set(texts)].join(' ').trim();
  if (text.length > LONGEST) return '';
  found.remove();
  return text;
}

/** A gallery's box: `<div><img><b>title</b>：text</div>`. */
function takeText($: Draft['$'], box: Selection): Caption {
  const text = plain(box.text());
  if (text.length > LONGEST || box.find('img').length !== 1) return { caption: null, credit: null };
  box
    .contents()
    .filter((_, node) => !$(node).is('img') && $(node).find('img').length === 0)
    .remove();
  return captionAndCredit(text, '');
}

/** Takes what feedx.net's feeds write below a picture: `<img><div><small>caption</small></div>`. */
export function takeSmall(img: Cheerio<TreeElement>): string {
  const below = img.next();
  if (below[0]?.name !== 'div') return '';
  if (below.children().length !== 1 || below.children('small').length !== 1) return '';
  const text = plain(below.text());
  below.remove();
  return text;
}
