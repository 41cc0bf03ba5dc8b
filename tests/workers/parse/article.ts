/** Articles as `ingest` hands them to `parse`, and the shortest way through it. */
import type { IngestedArticle, ParsedArticle } from '../../../shared/article.ts';
import { parse } from '../../../workers/parse.ts';
import { testContext } from '../../helpers/context.ts';

/** A valid fragment, to be overridden only where the test cares. */
export function ingested(overrides: Partial<IngestedArticle> = {}): IngestedArticle {
  const sha256 = 'c0ffee'.repeat(11).slice(0, 64);
  return {
    receipt: `f${'1'.repeat(20)}`,
    id: `a${'2'.repeat(20)}`,
    version: 'c0ffeec0ffee',
    url: null,
    address: overrides.url ?? null,
    file: {
      receipt: `f${'1'.repeat(20)}`,
      path: 'news/story.md',
      name: 'story.md',
      collection: 'news',
      sha256,
      bytes: 100,
      modified: 0,
      url: null,
      warnings: [],
      again: null,
    },
    source: {
      storageKey: 'sources/1',
      kind: 'saved',
      sha256,
      bytes: 100,
      extension: 'md',
      fetched: null,
    },
    captured: { at: '2020-07-20T00:00:00Z', rule: 'header' },
    format: 'fragment',
    html: '<p>The ferry to the island runs again from Monday.</p>',
    header: { title: null, date: null, front: null },
    warnings: [],
    ...overrides,
  };
}

export function parsed(
  html: string,
  overrides: Partial<IngestedArticle> = {},
): Promise<ParsedArticle> {
  return parse(ingested({ html, ...overrides }), testContext());
}

/** The clean body of a fragment. */
export async function body(html: string, overrides: Partial<IngestedArticle> = {}) {
  return (await parsed(html, overrides)).body;
}

/** Enough text around a test's subject that nothing in it is taken for the whole article. */
export const LONG =
  '<p>The ferry to the island runs again from Monday, the harbour office said, after a winter in which the pier was mended and the timetable was printed anew for the first time in eleven years.</p>';
