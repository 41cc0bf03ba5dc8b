/**
 * Reads a dropped file or a fetched page: what the bytes are, in which encoding, and in which of
 * the formats we know. The source itself is kept untouched; only what is returned is tidied.
 */
import type { Warning } from '../../shared/article.ts';
import { warning } from '../../shared/codes.ts';
import { PermanentError } from '../../shared/errors.ts';
import { MAX_SOURCE_BYTES } from '../../shared/html-guard.ts';
import type { ReadAddresses, ReadArticle, ReadInput } from '../../shared/pieces.ts';
import { readAddresses } from './addresses.ts';
import { decode } from './charset.ts';
import { extensionOf, promisesOtherThan } from './extension.ts';
import { refuseForeign } from './foreign.ts';
import { readMarkdown } from './markdown.ts';
import { readPage } from './page.ts';
import { readPost } from './post.ts';
import { readSaved } from './saved.ts';
import type { Reader, SourceText } from './source-text.ts';
import { readText } from './text.ts';

/** The most certain to recognise its own comes first; the last takes anything. */
const READERS: Reader[] = [readAddresses, readPost, readSaved, readPage, readMarkdown, readText];

/** Characters; a title is cut much shorter later. A megabyte of it would be gone through dozens of times until then. */
const MAX_TITLE = 5_000;

/**
 * Throws a PermanentError: E_EMPTY, E_TOO_LARGE, E_NOT_HTML, E_FORMAT, or E_HTML_DEPTH and
 * E_HTML_NODES of the guard.
 */
export async function read(input: ReadInput): Promise<ReadArticle | ReadAddresses> {
  const { bytes, name, url } = input;
  if (bytes.length === 0) throw new PermanentError('E_EMPTY');
  if (bytes.length > MAX_SOURCE_BYTES) throw new PermanentError('E_TOO_LARGE');
  await refuseForeign(bytes, name);
  const { text, warnings } = textOf(input);
  if (text.trim() === '') {
    throw new PermanentError('E_EMPTY', 'There is nothing but white space in the file.');
  }
  const extension = extensionOf(name);
  const found = firstThatReads({ text, extension, url });
  if (found.kind === 'addresses') return found;
  if (url === null && promisesOtherThan(found.kind, extension)) {
    warnings.push(warning('W_EXT_MISMATCH'));
  }
  const title = found.title?.slice(0, MAX_TITLE) ?? null;
  return { ...found, title, url: found.url ?? url, warnings: [...warnings, ...found.warnings] };
}

function textOf({ bytes, charset }: ReadInput): { text: string; warnings: Warning[] } {
  const { text, warnings } = decode(bytes, charset);
  const nulless = text.replaceAll('\0', '');
  return {
    text: nulless.replace(/^\ufeff+/, '').replace(/\r\n?/g, '\n'),
    warnings: nulless.length === text.length ? warnings : [...warnings, warning('W_NUL')],
  };
}

function firstThatReads(source: SourceText): ReadArticle | ReadAddresses {
  for (const reader of READERS) {
    const found = reader(source);
    if (found) return found;
  }
  throw new PermanentError('E_NOT_HTML');
}
