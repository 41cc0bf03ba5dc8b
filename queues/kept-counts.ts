/**
 * The figures of all receipts for those who ask often. Counting 50,000 receipts takes a tenth of a
 * second, in the process that looks after the inbox: so they are counted anew only when something
 * has changed, and all counting together may cost a fiftieth of the time.
 */
import { type Counts, countReceipts } from './counts.ts';
import type { ReceiptBook } from './receipt-book.ts';
import type { Receipt } from './receipts.ts';

const SHARE = 50;

export class KeptCounts {
  readonly #book: ReceiptBook;
  readonly #counted: ((receipt: Receipt) => boolean) | undefined;
  #kept: { counts: Counts; changes: number; until: number } | null = null;

  /** @param counted which of them are counted; without it all. */
  constructor(book: ReceiptBook, counted?: (receipt: Receipt) => boolean) {
    this.#book = book;
    this.#counted = counted;
  }

  /** All of one moment, so that they add up; `now` in milliseconds. */
  at(now: number): Counts {
    const { changes } = this.#book;
    const kept = this.#kept;
    if (kept && (kept.changes === changes || now < kept.until)) return kept.counts;
    const started = performance.now();
    const counts = countReceipts(this.#book.all(), this.#counted);
    const spent = performance.now() - started;
    this.#kept = { counts, changes, until: now + spent * SHARE };
    return counts;
  }
}
