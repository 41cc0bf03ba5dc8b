/**
 * The list of articles that are to run again although they are published: `state/again/REF.json`.
 * Anybody may put one down; the inbox process alone opens its receipt again.
 */
import { z } from 'zod';
import { Again } from '../shared/article.ts';
import type { Storage } from '../shared/storage.ts';

const Wish = Again.pick({ why: true, since: true });
export type Wish = z.infer<typeof Wish>;

export async function wishAgain(state: Storage, ref: string, wish: Wish): Promise<void> {
  await state.write(wishKey(ref), JSON.stringify(wish), { durable: true });
}

/** By the article's ref. */
export async function wishedAgain(state: Storage): Promise<Map<string, Wish>> {
  const wishes = new Map<string, Wish>();
  for (const name of await state.list('again')) {
    const ref = name.replace(/\.json$/, '');
    const bytes = await state.read(wishKey(ref));
    const wish = bytes && Wish.safeParse(parseJson(bytes)).data;
    if (wish) wishes.set(ref, wish);
    else await fulfilWish(state, ref);
  }
  return wishes;
}

export async function fulfilWish(state: Storage, ref: string): Promise<void> {
  await state.remove(wishKey(ref));
}

function parseJson(bytes: Buffer): unknown {
  try {
    return z.unknown().parse(JSON.parse(bytes.toString()));
  } catch {
    return null;
  }
}

function wishKey(ref: string): string {
  return `again/${ref}.json`;
}
