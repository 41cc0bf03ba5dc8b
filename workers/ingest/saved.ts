/**
 * The format of the seed: `<!--milliseconds-->`, `[title](url)`, a rule of dashes, an optional
 * `日期：…` line, the body. Title and URL may hold brackets themselves, so the two are parted at the
 * last `](http` and the URL goes on to the last `)` before the rule.
 */
import type { ReadArticle } from '../../shared/pieces.ts';
import { plain } from '../metadata/plain.ts';
import { bodyOf } from './body.ts';
import { type Reader, webAddress } from './source-text.ts';

export interface SavedHeader extends Pick<ReadArticle, 'url' | 'title' | 'captured' | 'date'> {
  /** What stands below the header. */
  rest: string;
}

/** Before the web, and further ahead than a wrong clock: such times are none. */
const EARLIEST = Date.UTC(1990, 0);
const LATEST = Date.UTC(2100, 0);

/** White space that may stand before the title. */
const MAX_LEAD = 1_000;

/** The extensions that a saved article keeps in the archive. */
const EXTENSIONS = new Set(['md', 'txt', 'html']);

export const readSaved: Reader = ({ text, extension }) => {
  const header = savedHeader(text);
  if (!header) return null;
  const { rest, ...known } = header;
  return {
    kind: 'saved',
    front: null,
    ...known,
    ...bodyOf(rest),
    extension: ownExtension(extension),
  };
};

/** `md` for names that end in something else. */
export function ownExtension(extension: string): string {
  return EXTENSIONS.has(extension) ? extension : 'md';
}

/** null where the text does not begin with such a header. */
export function savedHeader(text: string): SavedHeader | null {
  const comment = /^\s*<!--([^>]*)-->/.exec(text);
  const from = comment?.[0].length ?? 0;
  if (!/^\s*\[/.test(text.slice(from, from + MAX_LEAD))) return null;
  const rule = /^-{3,}[ \t]*$/m.exec(text.slice(from));
  if (!rule) return null;
  const line = text.slice(from, from + rule.index).trim();
  const http = line.lastIndexOf('](http');
  const parting = http < 0 ? line.lastIndexOf('](') : http;
  if (!line.endsWith(')') || parting < 1) return null;
  const below = text.slice(from + rule.index + rule[0].length);
  const date = /^\s*日期[：:]([^\n]*)(?:\n|$)/.exec(below);
  return {
    url: webAddress(line.slice(parting + 2, -1)),
    title: plain(line.slice(1, parting)) || null,
    captured: moment(comment?.[1]),
    date: date?.[1]?.trim() || null,
    rest: below.slice(date?.[0].length ?? 0),
  };
}

function moment(text: string | undefined): string | null {
  const time = /^\s*\d+\s*$/.test(text ?? '') ? Number(text) : Number.NaN;
  return time >= EARLIEST && time < LATEST ? new Date(time).toISOString() : null;
}
