/**
 * HTML: whole pages as browsers save them or servers send them, and pieces of pages. Its address is
 * looked for where saving programs and sites write it down, the most certain first.
 */
import { type GuardedHtml, guardHtml } from '../../shared/html-guard.ts';
import { beginsWithTag } from './body.ts';
import { type Reader, type SourceText, UNKNOWN, webAddress } from './source-text.ts';

const EXTENSIONS = new Set(['html', 'htm', 'xhtml', 'xht', 'shtml']);
/** Where HTML is only one of the things that a text may begin with. */
const TEXT_EXTENSIONS = new Set(['md', 'markdown', 'mdown', 'mkd', 'txt', 'text']);

const ADDRESSES: ((page: GuardedHtml, source: SourceText) => string | null)[] = [
  (_, { url }) => url,
  ({ savedFrom }) => savedFrom,
  ({ canonical }) => canonical,
  ({ ogUrl }) => ogUrl,
  ({ singleFile }) => singleFile,
];

export const readPage: Reader = (source) => {
  if (!isHtml(source)) return null;
  const page = guardHtml(source.text);
  const address = ADDRESSES.map((rule) => webAddress(rule(page, source))).find(
    (url) => url !== null,
  );
  return {
    ...UNKNOWN,
    kind: 'html',
    url: address ?? null,
    format: page.isPage ? 'page' : 'fragment',
    html: page.html,
    extension: 'html',
    warnings: page.warnings,
  };
};

function isHtml({ text, extension }: SourceText): boolean {
  const inName = EXTENSIONS.has(extension);
  if (!beginsWithTag(text)) return inName && /<\/?[a-z][^<>]*>/i.test(text);
  if (inName) return true;
  // Markdown may begin with a tag as well; then it seldom ends with one.
  return (
    !TEXT_EXTENSIONS.has(extension) ||
    /^\s*<(?:!doctype|html)\b/i.test(text) ||
    text.trimEnd().endsWith('>')
  );
}
