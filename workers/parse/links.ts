/** Links lead somewhere absolute, or are plain text; each address is listed once. */
import type { ParsedArticle } from '../../shared/article.ts';
import { linkAddress } from './addresses.ts';
import { plain } from './characters.ts';
import { type Draft, dissolve } from './draft.ts';

export function resolveLinks({ $, place }: Draft): void {
  $('a').each((_, element) => {
    const link = $(element);
    const href = link.attr('href') ?? '';
    const address = href.trim().startsWith('#') ? null : linkAddress(href, place);
    if (address === null || plain(link.text()) === '') dissolve(link);
    else link.attr('href', address);
  });
}

/** Every web address the clean body links to, in order, with the words that link. */
export function linksOf({ $ }: Pick<Draft, '$'>): ParsedArticle['links'] {
  const links = new Map<string, string>();
  $('a[href^="http"]').each((_, element) => {
    const url = $(element).attr('href') ?? '';
    if (!links.has(url)) links.set(url, plain($(element).text()));
  });
  return [...links].map(([url, text]) => ({ url, text }));
}
