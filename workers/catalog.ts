/**
 * The front page, made of `catalog/entries/`. One job at a time, asked for after
 * articles were published; later also lists, feeds and search.
 */
import { CatalogEntry } from '../shared/article.ts';
import type { Storage } from '../shared/storage.ts';
import { renderFrontPage } from './publish/front-page.ts';

export async function catalog(archive: Storage): Promise<void> {
  const entries: CatalogEntry[] = [];
  for (const folder of await archive.list('catalog/entries')) {
    const names = await archive.list(`catalog/entries/${folder}`);
    const read = names.map((name) => archive.read(`catalog/entries/${folder}${name}`));
    for (const bytes of await Promise.all(read)) {
      if (bytes) entries.push(CatalogEntry.parse(JSON.parse(bytes.toString())));
    }
  }
  await archive.write('index.html', renderFrontPage(entries, entries.length), { durable: true });
}
