/** Shapes that are valid as they stand, to be overridden only where the test cares. */
import type { AcceptedFile, IngestedArticle, ParsedArticle } from '../../shared/article.ts';

export const RECEIPT = `f${'0'.repeat(19)}1`;
export const ARTICLE = `a${'0'.repeat(19)}1`;
const SHA256 = 'ab'.repeat(32);

export function acceptedFile(overrides: Partial<AcceptedFile> = {}): AcceptedFile {
  return {
    receipt: RECEIPT,
    path: 'harbour.md',
    name: 'harbour.md',
    collection: null,
    sha256: SHA256,
    bytes: 100,
    modified: Date.UTC(2026, 0, 2, 3, 4, 5),
    url: null,
    warnings: [],
    again: null,
    ...overrides,
  };
}

export function ingestedArticle(overrides: Partial<IngestedArticle> = {}): IngestedArticle {
  return {
    receipt: RECEIPT,
    id: ARTICLE,
    version: SHA256.slice(0, 12),
    url: 'https://news.example/harbour',
    address: 'https://news.example/harbour',
    file: acceptedFile(),
    source: {
      storageKey: 'sources/ab/x',
      kind: 'saved',
      sha256: SHA256,
      bytes: 100,
      extension: 'md',
      fetched: null,
    },
    captured: { at: '2026-01-02T03:04:05.000Z', rule: 'header' },
    format: 'fragment',
    html: '<p>The harbour opens on Monday.</p>',
    header: { title: 'Harbour opens', date: null, front: null },
    warnings: [],
    ...overrides,
  };
}

export function parsedArticle(overrides: Partial<ParsedArticle> = {}): ParsedArticle {
  const { html, format, ...rest } = ingestedArticle();
  return {
    ...rest,
    body: html,
    pictures: [],
    links: [],
    related: [],
    lifted: [],
    facts: [],
    ...overrides,
  };
}

/** A saved article in the seed's format. */
export function savedArticle({
  url = 'https://news.example/harbour',
  title = 'Harbour opens',
  captured = 1_600_000_000_000,
  body = '<p>The harbour opens on Monday, the mayor said, and ships may come in again.</p>',
} = {}): string {
  return `<!--${captured}-->\n[${title}](${url})\n------\n\n${body}`;
}
