/** Which articles an export is of: those that are named, in that order, or all that fit, oldest first. */

import pMap from 'p-map';
import { articleFolder } from '../../shared/archive-layout.ts';
import { ArticleId } from '../../shared/article.ts';
import { entryKey, readEntry } from '../../shared/catalog-entries.ts';
import type { Storage } from '../../shared/storage.ts';
import { articleId, canonicalUrl } from '../ingest/canonical.ts';
import { DamagedArticle, openArticle } from './article.ts';
import { instant, type Listed } from './listing.ts';

export interface Wanted {
  /** Ids and addresses; none means all. */
  names: string[];
  /** A host, and those below it. */
  outlet: string | null;
  /** Milliseconds since 1970, of the publication, or of the capture where that is not known. */
  since: number | null;
}

export interface Selected {
  ids: string[];
  /** Names that the archive knows nothing of. */
  unknown: string[];
}

const AT_ONCE = 16;

export async function selectArticles(archive: Storage, wanted: Wanted): Promise<Selected> {
  const { names, outlet, since } = wanted;
  const unknown: string[] = [];
  const named = new Set<string>();
  for (const name of names) {
    const id = idOf(name);
    if (id !== null && (await isKnown(archive, id))) named.add(id);
    else unknown.push(name);
  }
  const candidates = names.length > 0 ? [...named] : await allIds(archive);
  if (names.length > 0 && outlet === null && since === null) return { ids: candidates, unknown };
  const known = await pMap(candidates, async (id) => ({ id, about: await aboutOf(archive, id) }), {
    concurrency: AT_ONCE,
  });
  // What cannot be read cannot be filtered; without a filter it is named as damaged later.
  const fitting = known.filter(({ about }) =>
    about === null ? outlet === null && since === null : fits(about, wanted),
  );
  if (names.length === 0) {
    const time = new Map(fitting.map(({ id, about }) => [id, about === null ? 0 : instant(about)]));
    fitting.sort((a, b) => (time.get(a.id) ?? 0) - (time.get(b.id) ?? 0) || (a.id < b.id ? -1 : 1));
  }
  return { ids: fitting.map(({ id }) => id), unknown };
}

type About = Pick<Listed, 'url' | 'outlet' | 'published' | 'captured'>;

function fits(about: About, { outlet, since }: Wanted): boolean {
  if (since !== null && instant(about) < since) return false;
  const ofPage = about.url === null ? null : new URL(about.url).hostname;
  return outlet === null || [about.outlet.host, ofPage].some((host) => isBelow(host, outlet));
}

function isBelow(host: string | null, outlet: string): boolean {
  return host === outlet || (host?.endsWith(`.${outlet}`) ?? false);
}

/** An address is an article's name as well: the id follows from it. */
function idOf(name: string): string | null {
  if (ArticleId.safeParse(name).success) return name;
  const url = canonicalUrl(name);
  return url === null ? null : articleId(url);
}

/** An article of which only the entry or only the folder is left is damaged, not unknown. */
async function isKnown(archive: Storage, id: string): Promise<boolean> {
  if (await archive.has(entryKey(id))) return true;
  return (await archive.list(articleFolder(id))).length > 0;
}

async function allIds(archive: Storage): Promise<string[]> {
  const ids = new Set<string>();
  for (const folder of ['articles', 'catalog/entries']) {
    for (const shelf of await archive.list(folder)) {
      for (const name of await archive.list(`${folder}/${shelf.replace(/\/$/, '')}`)) {
        const id = name.replace(/\/$|\.json$/, '');
        if (ArticleId.safeParse(id).success) ids.add(id);
      }
    }
  }
  return [...ids].sort();
}

/** Out of the catalog; out of the article itself where that has lost it. */
async function aboutOf(archive: Storage, id: string): Promise<About | null> {
  const entry = await readEntry(archive, entryKey(id));
  if (entry) return entry;
  try {
    return (await openArticle(archive, id)).record;
  } catch (error) {
    if (error instanceof DamagedArticle) return null;
    throw error;
  }
}
