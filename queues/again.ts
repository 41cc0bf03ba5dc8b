/**
 * The list of articles that are to run again although they are published: `state/again/REF.json`.
 * Anybody may put one down; the inbox process alone opens its receipt again.
 */
import type { z } from 'zod';
import { Again } from '../shared/article.ts';
import { parseJson } from '../shared/json.ts';
import type { Storage } from '../shared/storage.ts';
import type { ReceiptBook } from './receipt-book.ts';
import { type Receipt, reopen, splitRef } from './receipts.ts';

const Wish = Again.pick({ why: true, since: true });
export type Wish = z.infer<typeof Wish>;

export async function wishAgain(state: Storage, ref: string, wish: Wish): Promise<void> {
  await state.write(wishKey(ref), JSON.stringify(wish), { durable: true });
}

/**
 * Opens the receipts of published articles that are on the list. Those whose file is still being worked
 * off stay on it: they may be parts of a file with others under way.
 */
export async function reopenWished(state: Storage, book: ReceiptBook): Promise<Receipt[]> {
  const opened: Receipt[] = [];
  for (const [ref, wish] of await wishedAgain(state)) {
    const { receipt: id, part } = splitRef(ref);
    const receipt = book.get(id);
    if (receipt && !receipt.settled) continue;
    const open = receipt && reopen(receipt, part, wish);
    if (open) {
      await book.put(open);
      opened.push(open);
    }
    await state.remove(wishKey(ref));
  }
  return opened;
}

/** By the article's ref. */
export async function wishedAgain(state: Storage): Promise<Map<string, Wish>> {
  const wishes = new Map<string, Wish>();
  for (const name of await state.list('again')) {
    const ref = name.replace(/\.json$/, '');
    const wish = Wish.safeParse(parseJson(await state.read(wishKey(ref)))).data;
    if (wish) wishes.set(ref, wish);
  }
  return wishes;
}

function wishKey(ref: string): string {
  return `again/${ref}.json`;
}
