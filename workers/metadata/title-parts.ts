/**
 * What titles carry besides the title: the site's name at the end, a programme
 * (RFI ` - 要闻解说`), a column in brackets (`【立此存照】`), the source of a repost
 * (China Digital Times `源｜题`). Shapes: extraction.md 7.5 item 2.
 */
import type { Clues } from './clues.ts';
import { namesOutlet } from './outlet.ts';

/** Between a title and its suffix: ` - `, ` | `, `_`; a hyphen inside a word is none. */
const SEPARATOR = /(?: [-–—|｜·:»] |\s*[|｜_]\s*)/g;
const COLUMN = /^【([^【】]{2,12})】/;
const REPOST = /^(?:【[^【】]{2,12}】\s*)?([^|｜：:【】《》“”]{2,16}?)\s*[|｜]\s*\S/;

/** Takes suffixes off as long as they name the site; any other suffix belongs to the title. */
export function withoutSite(title: string, clues: Clues): string {
  const last = lastSeparator(title);
  if (!last || !namesOutlet(clues, title.slice(last.end))) return title;
  return withoutSite(title.slice(0, last.start), clues);
}

/** The programme of a broadcaster, only where the outlet is known to write it there. */
export function splitProgramme(title: string, clues: Clues) {
  const programme = clues.host?.endsWith('rfi.fr') ? / [-–] ([^-–]{2,12})$/.exec(title) : null;
  if (!programme?.[1]) return { title, programme: null };
  return { title: title.slice(0, programme.index), programme: programme[1] };
}

export function columnOf(title: string): string | null {
  return COLUMN.exec(title)?.[1] ?? null;
}

/** Whom a repost is from: a person, a paper or an account; the title does not say which. */
export function repostedFrom(title: string, clues: Clues): string | null {
  if (!clues.host?.endsWith('chinadigitaltimes.net')) return null;
  const source = REPOST.exec(title)?.[1]?.trim();
  // `CDT导览｜…` is the outlet's own column, `中国｜…` a topic.
  return source === undefined || /^(?:CDT|中国$)/.test(source) ? null : source;
}

function lastSeparator(title: string): { start: number; end: number } | null {
  const match = [...title.matchAll(SEPARATOR)].at(-1);
  if (!match || match.index === 0) return null;
  return { start: match.index, end: match.index + match[0].length };
}
