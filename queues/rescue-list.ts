/**
 * Articles that were published without some of their pictures, for the slow lane to look for:
 * `state/rescue/REF.json`, written before the article ends. Redis has a job for each; the inbox
 * process adds what it has lost.
 */
import { z } from 'zod';
import type { PublishedArticle } from '../shared/article.ts';
import type { Code } from '../shared/codes.ts';
import { parseJson } from '../shared/json.ts';
import type { Storage } from '../shared/storage.ts';

export const LostPictures = z.object({
  ref: z.string(),
  /** yyyymmddhhmmss in UTC, of the article's publication, else of its capture. */
  timestamp: z.string(),
  pictures: z.array(z.object({ source: z.string(), candidates: z.array(z.string()) })),
  /** How often the lane was here. */
  visits: z.int().nonnegative(),
  /** Milliseconds since 1970: not before this moment. */
  notBefore: z.number(),
});
export type LostPictures = z.infer<typeof LostPictures>;

/** Reasons for which somebody else may have the picture. Others are about the address, or our settings. */
const LOST = new Set<Code>([
  'E_DNS',
  'E_CONNECT',
  'E_TIMEOUT',
  'E_TLS',
  'E_REDIRECTS',
  'E_HTTP',
  'E_HTTP_401',
  'E_HTTP_403',
  'E_HTTP_404',
  'E_HTTP_410',
  'E_HTTP_429',
  'E_ENCODING',
  'E_IMAGE_LATE',
  'E_IMAGE_PLACEHOLDER',
  'W_IMAGE_TYPE',
]);

/** Whether somebody else may have a picture that is missing for this reason. */
export function mayBeElsewhere(reason: string | null): boolean {
  return LOST.has(reason as Code);
}

/** Puts an article on the list that is about to end. */
export async function listLost(
  state: Storage,
  ref: string,
  { lost }: Pick<PublishedArticle, 'lost'>,
): Promise<void> {
  if (lost.pictures.length === 0) return;
  await writeLost(state, { ref, ...lost, visits: 0, notBefore: 0 });
}

export async function writeLost(state: Storage, lost: LostPictures): Promise<void> {
  await state.write(lostKey(lost.ref), JSON.stringify(lost), { durable: true });
}

export async function readLost(state: Storage, ref: string): Promise<LostPictures | null> {
  return LostPictures.safeParse(parseJson(await state.read(lostKey(ref)))).data ?? null;
}

export async function forgetLost(state: Storage, ref: string): Promise<void> {
  await state.remove(lostKey(ref));
}

/** The refs of all articles on the list. */
export async function listedLost(state: Storage): Promise<string[]> {
  return (await state.list('rescue')).map((name) => name.replace(/\.json$/, ''));
}

function lostKey(ref: string): string {
  return `rescue/${ref}.json`;
}
