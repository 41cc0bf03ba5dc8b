/** What the lists in an export need of an article, and what a file of articles is called. */
import type { ArticleRecord } from '../../shared/article.ts';
import { longDay } from '../publish/dates.ts';
import { commonLanguage } from '../publish/front-page.ts';
import { type PageLanguage, phrasesIn } from '../publish/phrases.ts';

export type Listed = Pick<
  ArticleRecord,
  'id' | 'version' | 'url' | 'title' | 'outlet' | 'language' | 'published' | 'captured' | 'authors'
>;

export function listed(record: ArticleRecord): Listed {
  const { id, version, url, title, outlet, language, published, captured, authors } = record;
  return { id, version, url, title, outlet, language, published, captured, authors };
}

/** By this time articles are put in order: milliseconds since 1970. */
export function instant({ published, captured }: Pick<Listed, 'published' | 'captured'>): number {
  return Date.parse(published ?? captured);
}

/** When the last of them was saved: the one time that a file of articles can have without a clock. */
export function lastCapture(articles: Listed[]): number {
  return articles.reduce((last, { captured }) => Math.max(last, Date.parse(captured)), 0);
}

/** The title of the only article, or the outlet they are all of, or “Archive”, and how many they are. */
export function collectionTitle(articles: Listed[]): string {
  const [first] = articles;
  if (articles.length === 1 && first) return first.title;
  const phrases = phrasesIn(commonLanguage(articles));
  const outlets = new Set(articles.map(outletOf));
  const [outlet] = outlets.size === 1 ? outlets : [];
  return `${outlet || phrases.archive}${phrases.colon}${phrases.articles(articles.length)}`;
}

/** `Outlet · 16 July 2020`, as far as it is known. */
export function dateline(article: Listed, language: PageLanguage): string {
  const day = article.published === null ? null : longDay(article.published, language);
  return [outletOf(article), day].filter(Boolean).join(' · ');
}

function outletOf({ outlet }: Listed): string | null {
  return outlet.name ?? outlet.host;
}
