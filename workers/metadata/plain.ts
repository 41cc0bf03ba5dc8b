/**
 * Text of a field as people should see it: entities decoded, tags of emphasis
 * gone, white space collapsed, control and bidi characters out. A right-to-left
 * override in a title would otherwise turn the rest of a page around.
 */
import { load } from 'cheerio';

/** Format characters that hide or reorder text: zero width, bidi marks and isolates, BOM, tags. */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
const EMPHASIS = /<\/?(?:b|i|em|strong|span|sup|sub|u|br)(?:\s[^<>]{0,200})?\/?>/gi;

/** For what may still carry entities and tags: headers, front matter, claims of a page's markup. */
export function plain(text: string): string {
  const tagless = text.includes('<') ? text.replace(EMPHASIS, ' ') : text;
  return tidy(tagless.includes('&') ? decodeEntities(tagless) : tagless);
}

/** For text that came out of a tree and is decoded already. */
export function tidy(text: string): string {
  return text
    .replace(CONTROL, '')
    .replace(INVISIBLE, '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .join(' ');
}

/** Cuts to at most `length` characters (code points), never within one. */
export function cut(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : characters.slice(0, length).join('').trimEnd();
}

/** The parser knows all 2,231 names; `<` is kept from it, so that no text is taken for a tag. */
function decodeEntities(text: string): string {
  return load(text.replaceAll('<', '&lt;'), null, false).text();
}
