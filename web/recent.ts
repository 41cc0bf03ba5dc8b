/** The articles published last, as the dashboard shows them. */
import type { End, Receipt } from '../queues/receipts.ts';
import { entryKey, readEntry } from '../shared/catalog-entries.ts';
import type { Storage } from '../shared/storage.ts';

export interface RecentArticle {
  id: string;
  title: string;
  outlet: string | null;
  language: string | null;
  /** From the archive's root. */
  path: string;
  thumbnail: { path: string; width: number; height: number } | null;
  /** When it was published here, ISO 8601. */
  at: string;
}

const SHOWN = 12;
const MOST_KNOWN = 100;

export class RecentArticles {
  readonly #archive: Storage;
  /** By id, version and time: what was read need not be read again. */
  readonly #known = new Map<string, RecentArticle>();

  constructor(archive: Storage) {
    this.#archive = archive;
  }

  async of(receipts: Receipt[]): Promise<RecentArticle[]> {
    const found = await Promise.all(newest(receipts).map((end) => this.#read(end)));
    return found.flatMap((one) => one ?? []);
  }

  async #read({ id, version, at, path }: End): Promise<RecentArticle | null> {
    const key = `${id} ${version} ${at}`;
    const known = this.#known.get(key);
    if (known || !id || !path) return known ?? null;
    const entry = await readEntry(this.#archive, entryKey(id));
    // Taken down, or not listed yet.
    if (!entry) return null;
    const { title, outlet, language, picture } = entry;
    const thumbnail = picture && {
      path: picture.path,
      width: picture.width,
      height: picture.height,
    };
    const article = {
      id,
      title,
      outlet: outlet.name ?? outlet.host,
      language,
      path,
      thumbnail,
      at,
    };
    if (this.#known.size > MOST_KNOWN) this.#known.clear();
    this.#known.set(key, article);
    return article;
  }
}

/** Of each article once. */
function newest(receipts: Receipt[]): End[] {
  const last = new Map<string, End>();
  let oldest = '';
  for (const { ends } of receipts) {
    for (const end of Object.values(ends)) {
      if (end.outcome !== 'published' || end.id === null || end.at < oldest) continue;
      const before = last.get(end.id);
      if (!before || before.at < end.at) last.set(end.id, end);
      // Never more than a few, however large the archive.
      if (last.size >= SHOWN * 4) oldest = shorten(last);
    }
  }
  return [...last.values()].sort(byTime).slice(0, SHOWN);
}

/** @returns the time of the oldest that is kept. */
function shorten(last: Map<string, End>): string {
  const sorted = [...last.values()].sort(byTime);
  for (const { id } of sorted.slice(SHOWN)) if (id) last.delete(id);
  return sorted[SHOWN - 1]?.at ?? '';
}

function byTime(a: End, b: End): number {
  return a.at < b.at ? 1 : -1;
}
