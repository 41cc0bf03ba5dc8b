/**
 * Fetches every picture of an article, keeps the original and has smaller copies made. A picture
 * that cannot be had is `missing` with its reason and never fails the article. Files are named by
 * content, results are remembered in `state/`: a stage that runs twice writes the same once.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pMap from 'p-map';
import type { IllustratedArticle, ParsedArticle, Warning } from '../shared/article.ts';
import { warning } from '../shared/codes.ts';
import type { Context } from '../shared/context.ts';
import { timestampOf } from '../shared/sources.ts';
import type { PictureDesk, PictureLimits } from './images/desk.ts';
import { type Illustration, illustrate } from './images/illustrate.ts';

const AT_ONCE = 4;
const LIMITS: PictureLimits = { picture: 20_000, article: 90_000, pauses: [500, 2_000] };

export async function images(
  article: ParsedArticle,
  context: Context,
  limits: PictureLimits = LIMITS,
): Promise<IllustratedArticle> {
  const folder = await mkdtemp(join(tmpdir(), 'offprint-pictures-'));
  const desk: PictureDesk = {
    context,
    receipt: article.receipt,
    timestamp: timestampOf(article.captured.at),
    referer: article.address,
    limits,
    end: Date.now() + limits.article,
    folder,
    underWay: new Map(),
  };
  try {
    const illustrations = await pMap(article.pictures, (found) => illustrate(found, desk), {
      concurrency: AT_ONCE,
      signal: context.signal,
    });
    const pictures = illustrations.map(({ picture }) => picture);
    return { ...article, pictures, warnings: [...article.warnings, ...warningsOf(illustrations)] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function warningsOf(illustrations: Illustration[]): Warning[] {
  const all = illustrations.flatMap(({ warnings }) => warnings);
  const distinct = new Map(all.map((one) => [`${one.code} ${one.message}`, one]));
  const missing = illustrations.filter(({ picture }) => picture.status === 'missing').length;
  if (missing === 0) return [...distinct.values()];
  const count = `${missing} of ${illustrations.length} pictures could not be had.`;
  return [...distinct.values(), warning('W_IMAGE_MISSING', count)];
}
