/**
 * Fetches every picture of an article, keeps the original and has smaller copies made. A picture
 * that cannot be had is `missing` with its reason and never fails the article. Files are named by
 * content, results are remembered in `state/`: a stage that runs twice writes the same once.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pMap from 'p-map';
import { mayBeElsewhere } from '../queues/rescue-list.ts';
import type { IllustratedArticle, ParsedArticle, Picture, Warning } from '../shared/article.ts';
import { warning } from '../shared/codes.ts';
import type { Context } from '../shared/context.ts';
import { NoTurn } from '../shared/host-turn.ts';
import { timestampOf } from '../shared/sources.ts';
import { AskingTime } from './images/clock.ts';
import type { PictureDesk, PictureLimits } from './images/desk.ts';
import { type Illustration, illustrate } from './images/illustrate.ts';
import { RESCUED } from './images/rescued.ts';
import { Tries } from './images/tries.ts';

/** Each host is asked by two at a time, so one that is slow leaves places to the others. */
const AT_ONCE = 8;
const LIMITS: PictureLimits = {
  picture: 20_000,
  article: 90_000,
  pauses: [500, 2_000],
  patience: 10_000,
  all: 100_000,
};

/** Throws NoTurn where a host has to be waited for; what was found until then is remembered. */
export async function images(
  article: ParsedArticle,
  context: Context,
  limits: PictureLimits = LIMITS,
): Promise<IllustratedArticle> {
  let folder: Promise<string> | null = null;
  let hasRescued: Promise<boolean> | null = null;
  const desk: PictureDesk = {
    context,
    receipt: article.receipt,
    timestamp: timestampOf(article.captured.at),
    referer: article.address,
    limits,
    asking: new AskingTime(limits.article),
    end: Date.now() + limits.all,
    since: article.file.again?.since ?? 0,
    tries: new Tries(),
    folder() {
      folder ??= mkdtemp(join(tmpdir(), 'offprint-pictures-'));
      return folder;
    },
    hasRescued() {
      hasRescued ??= context.state.has(RESCUED);
      return hasRescued;
    },
    underWay: new Map(),
  };
  try {
    const illustrations = await illustrateAll(article.pictures, desk);
    const pictures = illustrations.map(({ picture }) => picture);
    const warnings = [...article.warnings, ...warningsOf(illustrations)];
    return { ...article, pictures, lost: lostOf(article, pictures), warnings };
  } finally {
    await desk.tries.save(context.state, article.receipt);
    if (folder) await rm(await folder, { recursive: true, force: true });
  }
}

/** Nothing of an article that comes from the web archives: they have been asked. */
function lostOf(article: ParsedArticle, pictures: Picture[]): IllustratedArticle['lost'] {
  if (article.file.again?.why === 'rescued') return [];
  return article.pictures.flatMap(({ source, candidates }, at) => {
    const { status, reason = null } = pictures[at] ?? {};
    const servers = candidates.filter((candidate) => /^https?:/.test(candidate));
    const isLost = status === 'missing' && mayBeElsewhere(reason) && servers.length > 0;
    return isLost ? [{ source, candidates: servers }] : [];
  });
}

/** Goes on with the others where one has to wait, so that the next run has only that one to ask for. */
async function illustrateAll(
  pictures: ParsedArticle['pictures'],
  desk: PictureDesk,
): Promise<Illustration[]> {
  const { signal } = desk.context;
  const noTurns: NoTurn[] = [];
  const one = async (found: ParsedArticle['pictures'][number]) => {
    try {
      return await illustrate(found, desk);
    } catch (error) {
      if (!(error instanceof NoTurn)) throw error;
      noTurns.push(error);
      return [];
    }
  };
  const illustrations = await pMap(pictures, one, { concurrency: AT_ONCE, signal });
  const [shortest] = noTurns.sort((a, b) => a.delay - b.delay);
  if (shortest) throw shortest;
  return illustrations.flat();
}

function warningsOf(illustrations: Illustration[]): Warning[] {
  const all = illustrations.flatMap(({ warnings }) => warnings);
  const distinct = new Map(all.map((one) => [`${one.code} ${one.message}`, one]));
  const missing = illustrations.filter(({ picture }) => picture.status === 'missing').length;
  if (missing === 0) return [...distinct.values()];
  const count = `${missing} of ${illustrations.length} pictures could not be had.`;
  return [...distinct.values(), warning('W_IMAGE_MISSING', count)];
}
