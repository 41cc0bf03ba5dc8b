import { expect, it } from 'vitest';
import { newReceipt } from '../../queues/accept.ts';
import { type Receipt, Receipts } from '../../queues/receipts.ts';
import { MemoryStorage } from '../helpers/context.ts';

it('are read again only where they are not known already', async () => {
  const read: string[] = [];
  const state = new (class extends MemoryStorage {
    override async read(key: string) {
      read.push(key);
      return super.read(key);
    }
  })();
  const receipts = new Receipts(state);
  const from = { path: 'a.md', collection: null, modified: 0, size: 9, generation: 0 };
  const made = [1, 2, 3].map((order) => {
    const receipt = `f${String(order).repeat(20)}`;
    const claimed = { receipt, rawName: Buffer.from('a.md'), from, sha256: 'ab'.repeat(32) };
    return newReceipt(claimed, { order, sameAs: null });
  });
  for (const receipt of made) await receipts.write(receipt);
  const [first, , third] = made as [Receipt, Receipt, Receipt];
  const known = new Map([first, third].map((receipt) => [receipt.receipt, receipt]));
  const found: Receipt[] = [];
  for await (const receipt of receipts.all(known)) found.push(receipt);
  expect(found).toEqual(made);
  expect(found[0]).toBe(first);
  expect(read).toEqual(['receipts/22/f22222222222222222222.json']);
});
