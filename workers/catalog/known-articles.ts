/**
 * The archive's articles as this process knows them from the last front page: where only some are new since,
 * only those are read. For fifty thousand articles that is the difference between a moment and a minute.
 *
 * Kept of each is what a front page needs of all of them, a few hundred bytes; whole entries, of several
 * thousand, only of the newest.
 */
import pMap from 'p-map';
import type { CatalogJob } from '../../queues/producer.ts';
import type { CatalogEntry } from '../../shared/article.ts';
import { allEntries, entryKey, readEntry } from '../../shared/catalog-entries.ts';
import type { Storage } from '../../shared/storage.ts';
import { instant } from '../publish/front-page.ts';

/** How many the front page shows. */
const NEWEST = 100;

interface Outline extends Pick<CatalogEntry, 'id' | 'pictures'> {
  /** Milliseconds since 1970. */
  at: number;
}

export interface Overview {
  articles: Outline[];
  /** The entries of those that the front page shows, newest first. */
  newest: CatalogEntry[];
  /** Keys of entries that cannot be read. */
  broken: string[];
}

export class KnownArticles {
  readonly #archive: Storage;
  #turn: string | null = null;
  #outlines = new Map<string, Outline>();
  /** Of the newest, and of some that were. */
  #entries = new Map<string, CatalogEntry>();
  #broken: string[] = [];

  constructor(archive: Storage) {
    this.#archive = archive;
  }

  async read({ turn, news }: CatalogJob): Promise<Overview> {
    const isKnown = news !== null && news.since === this.#turn && this.#broken.length === 0;
    // Nothing is known any more where the rest fails.
    this.#turn = null;
    if (!isKnown) return this.readAll(turn);
    await this.#readNews(news.ids);
    return this.#overview(turn);
  }

  async readAll(turn: string | null = null): Promise<Overview> {
    this.#outlines.clear();
    this.#entries.clear();
    this.#broken = [];
    for await (const { key, entry } of allEntries(this.#archive)) {
      if (entry) this.#note(entry);
      else this.#broken.push(key);
    }
    return this.#overview(turn);
  }

  async #readNews(ids: string[]): Promise<void> {
    // Whoever takes an article down does so beside us.
    const removed = await removedIds(this.#archive);
    const read = await this.#readEntries(ids);
    for (const [at, id] of ids.entries()) {
      const entry = read[at];
      if (entry) this.#note(entry);
      else if (!removed.includes(id)) this.#broken.push(entryKey(id));
    }
    for (const id of removed) {
      this.#outlines.delete(id);
      this.#entries.delete(id);
    }
  }

  #note(entry: CatalogEntry): void {
    const { id, pictures } = entry;
    this.#outlines.set(id, { id, at: instant(entry), pictures });
    this.#entries.set(id, entry);
    if (this.#entries.size > 3 * NEWEST) this.#forgetOlder(this.#newest([...this.#entries.keys()]));
  }

  async #overview(turn: string | null): Promise<Overview> {
    const ids = this.#newest([...this.#outlines.keys()]);
    // Where one was taken down, an older one moves up.
    const unknown = ids.filter((id) => !this.#entries.has(id));
    for (const entry of await this.#readEntries(unknown))
      if (entry) this.#entries.set(entry.id, entry);
    this.#forgetOlder(ids);
    this.#turn = turn;
    const articles = [...this.#outlines.values()];
    return { articles, newest: [...this.#entries.values()], broken: this.#broken };
  }

  /** By publication or else capture. */
  #newest(ids: string[]): string[] {
    return ids
      .flatMap((id) => this.#outlines.get(id) ?? [])
      .sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1))
      .slice(0, NEWEST)
      .map(({ id }) => id);
  }

  #forgetOlder(ids: string[]): void {
    const entries = ids.flatMap((id) => this.#entries.get(id) ?? []);
    this.#entries = new Map(entries.map((entry) => [entry.id, entry]));
  }

  #readEntries(ids: string[]): Promise<(CatalogEntry | null)[]> {
    return pMap(ids, (id) => readEntry(this.#archive, entryKey(id)), { concurrency: 16 });
  }
}

async function removedIds(archive: Storage): Promise<string[]> {
  const ids: string[] = [];
  for (const folder of await archive.list('removed'))
    for (const name of await archive.list(`removed/${folder}`))
      ids.push(name.replace(/\.json$/, ''));
  return ids;
}
