/**
 * The front page and the list of similar pictures, made of `catalog/entries/`. One job at a time, asked for after
 * articles were published; later also lists, feeds and search.
 */

import type { Storage } from '../shared/storage.ts';
import { KnownArticles, type Overview } from './catalog/known-articles.ts';
import { tallyPictures } from './catalog/pictures.ts';
import { type Likeness, similarPictures } from './catalog/similar.ts';
import { renderFrontPage } from './publish/front-page.ts';

/** @returns the keys of entries that could not be read: they are left out, and `verify` names them. */
export async function catalog(archive: Storage, known?: Overview): Promise<string[]> {
  const { articles, newest, broken } = known ?? (await new KnownArticles(archive).readAll());
  const similar = `${JSON.stringify(similarInArticles(articles), null, 1)}\n`;
  await archive.write('catalog/similar-pictures.json', similar);
  const total = articles.length;
  const page = renderFrontPage(newest, { total, pictures: tallyPictures(articles) });
  await archive.write('index.html', page, { durable: true });
  return broken;
}

/** Each group of pictures that are nearly the same, with the articles that show them. */
function similarInArticles(articles: Overview['articles']) {
  const shown = new Map<string, Set<string>>();
  const pictures: Likeness[] = [];
  for (const { id, pictures: own } of articles) {
    for (const { sha256, likeness } of own) {
      if (sha256 === null || likeness === null) continue;
      pictures.push({ sha256, likeness });
      shown.set(sha256, (shown.get(sha256) ?? new Set()).add(id));
    }
  }
  return similarPictures(pictures).map((group) => ({
    pictures: group.map((sha256) => ({ sha256, articles: [...(shown.get(sha256) ?? [])].sort() })),
  }));
}
