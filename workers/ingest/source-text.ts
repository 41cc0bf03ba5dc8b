/**
 * What a reader gets and gives. Readers are tried in order (read.ts) and the first that
 * recognises the text wins, so each must say null to whatever is another's.
 */
import type { ReadAddresses, ReadArticle } from '../../shared/pieces.ts';

export interface SourceText {
  /** Decoded, without NULs and byte order mark, lines ending in LF. */
  text: string;
  /** Of the dropped name: lower case, without the dot, empty where there is none. */
  extension: string;
  /** The address the text was fetched from, null for a dropped file. */
  url: string | null;
}

export type Reader = (source: SourceText) => ReadArticle | ReadAddresses | null;

/** What most formats do not know. */
export const UNKNOWN = {
  url: null,
  title: null,
  captured: null,
  date: null,
  front: null,
} satisfies Partial<ReadArticle>;

/** The address if it is one that a page can have, null otherwise. */
export function webAddress(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const address = text.trim();
  return /^https?:\/\//i.test(address) && URL.canParse(address) ? address : null;
}
