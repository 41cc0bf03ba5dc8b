/**
 * The front page, made of `catalog/entries/`. One job at a time, asked for after
 * articles were published; later also lists, feeds and search.
 */
import { CatalogEntry } from '../shared/article.ts';
import type { Storage } from '../shared/storage.ts';
import { renderFrontPage } from './publish/front-page.ts';

/** @returns the entries that could not be read: they are left out, and `verify` names them. */
export async function catalog(archive: Storage): Promise<string[]> {
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
  await archive.write('index.html', renderFrontPage(entries, entries.length), { durable: true });
  return broken;
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
