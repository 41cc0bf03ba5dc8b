/**
 * The front page and the list of similar pictures, made of `catalog/entries/`. One job at a time, asked for after
 * articles were published; later also lists, feeds and search.
 */

import pMap from 'p-map';
import type { CatalogJob } from '../queues/producer.ts';
import { CatalogEntry } from '../shared/article.ts';
import type { Storage } from '../shared/storage.ts';
import { type Likeness, similarPictures } from './catalog/similar.ts';
import { renderFrontPage } from './publish/front-page.ts';
import { entryKey } from './publish/versions.ts';

/** Every entry that can be read, and the keys of those that cannot. */
export interface Entries {
  entries: CatalogEntry[];
  broken: string[];
}

/** @returns the entries that could not be read: they are left out, and `verify` names them. */
export async function catalog(archive: Storage, known?: Entries): Promise<string[]> {
  const { entries, broken } = known ?? (await readEntries(archive));
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

/**
 * The entries as this process read them last: where only some articles are new since, only those are read.
 * For fifty thousand articles that is the difference between a moment and a minute.
 */
export class KnownEntries {
  readonly #archive: Storage;
  #turn: string | null = null;
  #entries = new Map<string, CatalogEntry>();
  #broken: string[] = [];

  constructor(archive: Storage) {
    this.#archive = archive;
  }

  async read({ turn, news }: CatalogJob): Promise<Entries> {
    const isKnown = news !== null && news.since === this.#turn && this.#broken.length === 0;
    // Nothing is known any more where the rest fails.
    this.#turn = null;
    if (isKnown) await this.#readNews(news.ids);
    else await this.#readAll();
    this.#turn = turn;
    // In the order in which they would be read.
    const entries = [...this.#entries.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    return { entries, broken: this.#broken };
  }

  async #readAll(): Promise<void> {
    const { entries, broken } = await readEntries(this.#archive);
    this.#entries = new Map(entries.map((entry) => [entry.id, entry]));
    this.#broken = broken;
  }

  async #readNews(ids: string[]): Promise<void> {
    // Whoever takes an article down does so beside us.
    const removed = await removedIds(this.#archive);
    const read = await pMap(ids, (id) => readEntry(this.#archive, entryKey(id)), {
      concurrency: 16,
    });
    for (const [at, id] of ids.entries()) {
      const entry = read[at];
      if (entry) this.#entries.set(id, entry);
      else if (!removed.includes(id)) this.#broken.push(entryKey(id));
    }
    for (const id of removed) this.#entries.delete(id);
  }
}

async function removedIds(archive: Storage): Promise<string[]> {
  const ids: string[] = [];
  for (const folder of await archive.list('removed'))
    for (const name of await archive.list(`removed/${folder}`))
      ids.push(name.replace(/\.json$/, ''));
  return ids;
}

/** Every entry there is, and the keys of those that cannot be read. */
export async function readEntries(archive: Storage): Promise<Entries> {
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
