/** How many pictures the archive has, and why it has not got the others. */
import type { ArticleRecord, CatalogEntry, Picture } from '../../shared/article.ts';
import { originsFirst } from '../parse/proxies.ts';

export interface PictureTally {
  stored: number;
  rescued: number;
  missing: number;
  /** The missing ones by reason and host, most first. */
  reasons: { code: string; host: string | null; count: number }[];
}

export function tallyPictures(entries: Pick<CatalogEntry, 'pictures'>[]): PictureTally {
  const all = entries.flatMap(({ pictures }) => pictures);
  const having = (status: Picture['status']) => all.filter((one) => one.status === status);
  const counts = new Map<string, PictureTally['reasons'][number]>();
  for (const { reason, host } of having('missing')) {
    const code = reason ?? 'E_INTERNAL';
    const key = `${code} ${host ?? ''}`;
    const count = (counts.get(key)?.count ?? 0) + 1;
    counts.set(key, { code, host, count });
  }
  const reasons = [...counts].sort(
    ([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1),
  );
  return {
    stored: having('stored').length,
    rescued: having('rescued').length,
    missing: having('missing').length,
    reasons: reasons.map(([, reason]) => reason),
  };
}

/** What the catalog keeps of an article's pictures. */
export function picturesOf({ pictures, url }: ArticleRecord): CatalogEntry['pictures'] {
  return pictures.map(({ status, reason, sha256, likeness, source }) => {
    return { status, reason, sha256, likeness, host: hostOf(source, url) };
  });
}

/** The publisher's host, not that of a proxy in front of it. */
function hostOf(source: string, page: string | null): string | null {
  const absolute = URL.canParse(source, page ?? undefined)
    ? new URL(source, page ?? undefined).href
    : '';
  const [origin = ''] = /^https?:/.test(absolute) ? originsFirst(absolute) : [];
  return URL.canParse(origin) ? new URL(origin).hostname : null;
}
