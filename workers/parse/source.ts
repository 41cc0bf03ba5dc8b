/** What is to be cleaned: a fragment as it is, the main part of a whole page. */
import type { Fact, IngestedArticle, Warning } from '../../shared/article.ts';
import type { Outlet } from '../outlets/outlet.ts';
import { tree } from './draft.ts';
import { extractMain } from './extract.ts';
import { pageFacts } from './facts.ts';

export interface Source {
  html: string;
  title: string | null;
  /** What relative addresses are resolved against. */
  base: string | null;
  facts: Fact[];
  warnings: Warning[];
}

export function sourceOf(article: IngestedArticle, outlet: Outlet | null): Source {
  const { html, address: url, header } = article;
  if (article.format === 'fragment') {
    return { html, title: header.title, base: url, facts: [], warnings: [] };
  }
  const { facts, warnings } = pageFacts(html);
  const main = ownBody(html, outlet) ?? extractMain(html, url);
  const named: Fact[] = main.title
    ? [{ field: 'title', rule: 'extracted', value: main.title }]
    : [];
  return {
    html: main.html,
    title:
      header.title ?? main.title ?? facts.find(({ field }) => field === 'title')?.value ?? null,
    base: baseOf(html, url),
    facts: [...facts, ...named],
    warnings,
  };
}

/** An outlet that says where its text stands knows better than any guess. */
function ownBody(html: string, outlet: Outlet | null) {
  if (outlet?.body === undefined) return null;
  return tree(html)(outlet.body).length > 0 ? { html, title: null } : null;
}

/** A `base` element serves to resolve addresses, and for nothing else. */
function baseOf(html: string, url: string | null): string | null {
  const href = /<base\b[^>]{0,200}?\bhref\s*=\s*["']?([^"'\s>]+)/i.exec(
    html.slice(0, 100_000),
  )?.[1];
  if (href === undefined) return url;
  if (url !== null) return URL.canParse(href, url) ? new URL(href, url).href : url;
  return URL.canParse(href) && /^https?:/i.test(href) ? href : null;
}
