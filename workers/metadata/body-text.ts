/**
 * The clean body as lines of text. A `<br>` ends a line as a paragraph does:
 * bylines often stand behind one, inside the last paragraph.
 */
import { load } from 'cheerio';
import { tidy } from './plain.ts';

export interface BodyText {
  /** Every line, headings too, in order; none is empty. */
  lines: string[];
  /** Only those of headings. */
  headings: string[];
  /** Lines that are neither headings nor in lists, tables or code, nor a single link. */
  paragraphs: string[];
}

const HEADINGS = 'h2,h3,h4,h5,h6';
const BLOCKS = `${HEADINGS},p,li,blockquote,pre,td,th,caption,dt,dd,figure,hr,ul,ol,dl,table,tr`;
const NOT_PROSE = `${HEADINGS},li,pre,table,dl,figure`;

export function bodyText(body: string): BodyText {
  const $ = load(body.replace(/[\r\n]+/g, ' '), { scriptingEnabled: false }, false);
  $('br').replaceWith('\n');
  const headings = $(HEADINGS)
    .toArray()
    .flatMap((heading) => linesOf($(heading).text()));
  $(BLOCKS).before('\n').after('\n');
  const lines = linesOf($.root().text());
  $(NOT_PROSE).remove();
  // Where a player or a card stood.
  $('p:has(> a:only-child)')
    .filter((_, line) => tidy($(line).text()) === tidy($(line).children('a').text()))
    .remove();
  return { lines, headings, paragraphs: linesOf($.root().text()) };
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map(tidy)
    .filter((line) => line !== '');
}
