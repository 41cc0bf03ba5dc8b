/**
 * The front page and the list of similar pictures, made of `catalog/entries/`. One job at a time, asked for after
 * articles were published; later also lists, feeds and search.
 */
import { CatalogEntry } from '../shared/article.ts';
import type { Storage } from '../shared/storage.ts';
import { type Likeness, similarPictures } from './catalog/similar.ts';
import { renderFrontPage } from './publish/front-page.ts';

/** @returns the entries that could not be read: they are left out, and `verify` names them. */
export async function catalog(archive: Storage): Promise<string[]> {
  const { entries, broken } = await readEntries(archive);
  const similar = `${JSON.stringify(similarInArticles(entries), null, 1)}\n`;
  await archive.write('catalog/similar-pictures.json', similar);
  await archive.write('index.html', renderFrontPage(entries, entries.length), { durable: true });
  return broken;
}

/** Each group of pictures that are nearly the same, with the articles that show them. */
function similarInArticles(entries: CatalogEntry[]) {
  const shown = new Map<string, Set<string>>();
  const pictures: Likeness[] = [];
  for (const { id, pictures: own } of entries) {
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

/** Every entry there is, and the keys of those that cannot be read. */
export async function readEntries(archive: Storage) {
  const entries: CatalogEntry[] = [];
  const broken: string[] = [];
  for (const folder of await archive.list('catalog/entries')) {
    const names = await archive.list(`catalog/entries/${folder}`);
    const keys = names.map((name) => `catalog/entries/${folder}${name}`);
    const read = await Promise.all(keys.map((key) => readEntry(archive, key)));
    for (const [index, entry] of read.entries()) {
      if (entry) entries.push(entry);
      else broken.push(keys[index] ?? '');
    }
  }
  return { entries, broken };
}

/** null where it is no entry. */
export async function readEntry(archive: Storage, key: string): Promise<CatalogEntry | null> {
  const bytes = await archive.read(key);
  try {
    return CatalogEntry.parse(JSON.parse(bytes?.toString() ?? ''));
  } catch {
    return null;
  }
}
