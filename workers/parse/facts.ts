/**
 * What a whole page's head and markup claim about its article: every hit of every rule
 * (fact-rules.ts), unchecked, for `metadata` to choose from.
 */
import { type CheerioAPI, load } from 'cheerio';
import type { Fact, Warning } from '../../shared/article.ts';
import { warning } from '../../shared/codes.ts';
import { factRules } from './fact-rules.ts';
import { structuredArticle } from './json-ld.ts';

/** Hits of one rule; pages with more are lists. */
const MAX_HITS = 100;
/** Characters of one value; titles and excerpts are cut much shorter later. */
const MAX_VALUE = 5_000;

/** Strongest first within each field. Structured data that cannot be used gives W_JSONLD. */
export function pageFacts(html: string): { facts: Fact[]; warnings: Warning[] } {
  const $ = load(html, { scriptingEnabled: false });
  const page = { $, metas: metasOf($), article: structuredArticle($) };
  const facts = factRules.flatMap(({ field, rule, find }) =>
    [...new Set(find(page).map(tidy))]
      .filter((value) => value !== '')
      .slice(0, MAX_HITS)
      .map((value) => ({ field, rule, value })),
  );
  return { facts, warnings: page.article.broken > 0 ? [warning('W_JSONLD')] : [] };
}

/** Gathered once: a page has a hundred of them, and there are nearly as many rules. */
function metasOf($: CheerioAPI): Map<string, string[]> {
  const metas = new Map<string, string[]>();
  for (const element of $('meta[content]').toArray()) {
    const { property, name, itemprop, content = '' } = element.attribs;
    for (const key of new Set([property, name, itemprop].map((key) => key?.toLowerCase()))) {
      if (key === undefined) continue;
      const contents = metas.get(key) ?? [];
      contents.push(content);
      metas.set(key, contents);
    }
  }
  return metas;
}

function tidy(value: string): string {
  return value.slice(0, MAX_VALUE).replace(/\s+/g, ' ').trim();
}
