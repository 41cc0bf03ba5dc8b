/**
 * The picture that stands for the article: the first that can be shown, else
 * the first at all, so that a rescued lead takes its place later.
 */
import type { Picture } from '../../shared/article.ts';

/** An index into `pictures`; null where there are none. */
export function findLead(pictures: Picture[]): number | null {
  const shown = pictures.findIndex(({ variants }) => variants.length > 0);
  if (shown >= 0) return shown;
  return pictures.length > 0 ? 0 : null;
}
