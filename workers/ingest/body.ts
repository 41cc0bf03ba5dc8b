/**
 * The text below a header: HTML where it begins with a tag, whatever the file is called, because
 * that is what the programs that save such files put there. Otherwise Markdown.
 */

import { guardHtml } from '../../shared/html-guard.ts';
import type { ReadArticle } from '../../shared/pieces.ts';
import { markdownToHtml } from './markdown.ts';

/** A tag, a glued one (`<imgsrc="…"`) too, a comment or a declaration; not an address in brackets. */
const BEGINS_WITH_TAG = /^\s*<(?:!--|!doctype\b|\?xml\b|\/?[a-z][a-z0-9-]*[\s>/="])/i;

export function beginsWithTag(text: string): boolean {
  return BEGINS_WITH_TAG.test(text);
}

/** Throws what the guard throws: E_TOO_LARGE, E_HTML_DEPTH, E_HTML_NODES. */
export function bodyOf(text: string): Pick<ReadArticle, 'html' | 'format' | 'warnings'> {
  const { html, isPage, warnings } = guardHtml(beginsWithTag(text) ? text : markdownToHtml(text));
  return { html, format: isPage ? 'page' : 'fragment', warnings };
}
