/**
 * Files that hold addresses of articles instead of an article: the links that Windows and macOS
 * make of a tab, and lists with one address per line. Only the form of an address is judged here;
 * where it leads is checked when it is fetched (shared/address.ts).
 */
import type { Code } from '../../shared/codes.ts';
import type { ReadAddresses } from '../../shared/pieces.ts';
import { plain } from '../metadata/plain.ts';
import type { Reader, SourceText } from './source-text.ts';

type Address = ReadAddresses['addresses'][number];

/** A file so called is a list, however bad its lines. */
const LISTS = new Set(['urls', 'list']);
/** Links are written by hand too: a bare address under the name of one. */
const TEXTS = new Set(['txt', 'text', '', 'url', 'webloc']);
/** Share of lines from which on a text is a list: an article may hold addresses, but not so many. */
const MOSTLY = 0.5;
/** Characters before the root of a property list: declaration and document type. */
const PLIST_WITHIN = 1_000;
/** RFC 1035, 2.3.4, as text. */
const MAX_HOST = 253;

const FORMATS: ((source: SourceText) => Address[] | null)[] = [internetShortcut, webLocation, list];

export const readAddresses: Reader = (source) => {
  // A fetched page leads to no further pages.
  if (source.url !== null) return null;
  for (const format of FORMATS) {
    const addresses = format(source);
    if (addresses) return { kind: 'addresses', addresses };
  }
  return null;
};

/** `.url`, an INI file. */
function internetShortcut({ text }: SourceText): Address[] | null {
  if (!/^\s*\[InternetShortcut\]/i.test(text)) return null;
  const lines = text.split('\n');
  const at = lines.findIndex((line) => /^\s*URL\s*=/i.test(line));
  return [address(at < 0 ? 1 : at + 1, (lines[at] ?? '').replace(/^\s*URL\s*=/i, ''))];
}

/** `.webloc`, a property list in XML. */
function webLocation({ text }: SourceText): Address[] | null {
  if (!/^\s*<\?xml[\s\S]*?<plist\b/i.test(text.slice(0, PLIST_WITHIN))) return null;
  const found = /<key>URL<\/key>\s*<string>([^<]*)/.exec(text);
  if (!found) return null;
  return [address(text.slice(0, found.index).split('\n').length, plain(found[1] ?? ''))];
}

function list({ text, extension }: SourceText): Address[] | null {
  if (!LISTS.has(extension) && !TEXTS.has(extension)) return null;
  const entries = text
    .split('\n')
    .map((line, at) => ({ line: at + 1, text: line.trim() }))
    .filter((entry) => entry.text !== '' && !entry.text.startsWith('#'));
  if (entries.length === 0) return null;
  const alike = entries.filter((entry) => /^[a-z][a-z0-9+.-]*:\S+$/i.test(entry.text));
  if (!LISTS.has(extension) && alike.length < MOSTLY * entries.length) return null;
  return entries.map((entry) => address(entry.line, entry.text));
}

function address(line: number, found: string): Address {
  const text = found.trim();
  const code = wrong(text);
  return { line, text, url: code ? null : new URL(text).href, code };
}

function wrong(text: string): Code | null {
  if (/\s/.test(text) || !URL.canParse(text)) return 'E_URL_INVALID';
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'E_URL_SCHEME';
  if (url.username !== '' || url.password !== '') return 'E_URL_CREDENTIALS';
  return url.hostname.length > MAX_HOST ? 'E_URL_INVALID' : null;
}
