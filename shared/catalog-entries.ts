/** What lists know of each article: `catalog/entries/`, written when it is published. */
import { CatalogEntry } from './article.ts';
import { parseJson } from './json.ts';
import type { Storage } from './storage.ts';

/** `catalog/entries/AA/ID.json` */
export function entryKey(id: string): string {
  return `catalog/entries/${id.slice(1, 3)}/${id}.json`;
}

/** One after the other, for there may be a hundred thousand; `entry` is null where it cannot be read. */
export async function* allEntries(
  archive: Storage,
): AsyncGenerator<{ key: string; entry: CatalogEntry | null }> {
  for (const folder of await archive.list('catalog/entries')) {
    const names = await archive.list(`catalog/entries/${folder}`);
    const keys = names.map((name) => `catalog/entries/${folder}${name}`);
    yield* await Promise.all(
      keys.map(async (key) => ({ key, entry: await readEntry(archive, key) })),
    );
  }
}

/** null where it is no entry. */
export async function readEntry(archive: Storage, key: string): Promise<CatalogEntry | null> {
  const parsed = CatalogEntry.safeParse(parseJson(await archive.read(key)));
  return parsed.success ? parsed.data : null;
}
