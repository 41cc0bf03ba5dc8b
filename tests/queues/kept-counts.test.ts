import { describe, expect, it, vi } from 'vitest';
import { newReceipt } from '../../queues/accept.ts';
import { KeptCounts } from '../../queues/kept-counts.ts';
import { ReceiptBook } from '../../queues/receipt-book.ts';
import { DiskStorage } from '../../shared/storage.ts';

const HOUR = 3_600_000;

function accepted(book: ReceiptBook, name: string): void {
  const claimed = {
    receipt: `f${name.padStart(20, '0')}`,
    rawName: Buffer.from(`${name}.md`),
    from: { path: `${name}.md`, collection: null, modified: 0, size: 1, generation: 0 },
    sha256: name.padStart(64, '0'),
  };
  book.note(newReceipt(claimed, { order: book.nextOrder(), sameAs: null }));
}

describe('KeptCounts', () => {
  it('counts again only when something has changed, and not too often', () => {
    const book = new ReceiptBook(new DiskStorage('nowhere'));
    const counts = new KeptCounts(book);
    const all = vi.spyOn(book, 'all');
    accepted(book, '1');
    expect(counts.at(0)).toMatchObject({ accepted: 1, inFlight: 1 });
    expect(counts.at(HOUR)).toMatchObject({ accepted: 1 });
    expect(all).toHaveBeenCalledTimes(1);
    accepted(book, '2');
    expect(counts.at(0)).toMatchObject({ accepted: 1 });
    expect(counts.at(HOUR)).toMatchObject({ accepted: 2, inFlight: 2 });
    expect(all).toHaveBeenCalledTimes(2);
  });

  it('counts only those that it is asked for', () => {
    const book = new ReceiptBook(new DiskStorage('nowhere'));
    const counts = new KeptCounts(book, ({ file }) => file.name === '2.md');
    accepted(book, '1');
    accepted(book, '2');
    expect(counts.at(0)).toMatchObject({ accepted: 1 });
  });

  it('sees a receipt that was removed', async () => {
    const book = new ReceiptBook(new DiskStorage('nowhere'));
    const counts = new KeptCounts(book);
    accepted(book, '1');
    counts.at(0);
    for (const receipt of book.all()) await book.remove(receipt);
    expect(counts.at(HOUR)).toMatchObject({ accepted: 0 });
  });
});
