/**
 * Everything the rules of workers/metadata/ may look at, gathered once: the
 * article as the stages before left it, its outlet, and its text as lines.
 */
import type { Fact, IllustratedArticle, Lifted } from '../../shared/article.ts';
import type { Outlet } from '../outlets/outlet.ts';
import { type BodyText, bodyText } from './body-text.ts';
import { plain, tidy } from './plain.ts';

export interface Clues extends BodyText {
  article: IllustratedArticle;
  outlet: Outlet | null;
  /** Host of the article's URL without `www.`, null where there is no URL. */
  host: string | null;
}

export function gatherClues(article: IllustratedArticle, outlet: Outlet | null): Clues {
  return { article, outlet, host: hostOf(article.url), ...bodyText(article.body) };
}

/** Facts of one field, strongest first. */
export function factsOf({ article }: Clues, field: Fact['field']): Fact[] {
  return article.facts.filter((fact) => fact.field === field);
}

/** What parse lifted under one name, in the order of the source, line by line. */
export function liftedLines({ article }: Clues, what: Lifted['what']): string[] {
  return article.lifted
    .filter((lifted) => lifted.what === what)
    .flatMap(({ text }) => text.split(/[\r\n]/))
    .map(tidy)
    .filter((line) => line !== '');
}

/** What the front matter says under any of the names, in the order of the names, as texts. */
export function frontValues({ article }: Clues, ...names: string[]): string[] {
  return names
    .flatMap((name) => article.header.front?.[name] ?? [])
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .map((value) => plain(String(value)))
    .filter((value) => value !== '');
}

/** In the order of the pictures. */
export function captionsOf({ pictures }: Pick<IllustratedArticle, 'pictures'>): string[] {
  return pictures.map(({ caption }) => caption ?? '').filter((caption) => caption !== '');
}

function hostOf(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  return new URL(url).hostname.replace(/^www\./, '') || null;
}
