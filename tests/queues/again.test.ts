import { describe, expect, it } from 'vitest';
import { newReceipt } from '../../queues/accept.ts';
import { reopenWished, wishAgain, wishedAgain } from '../../queues/again.ts';
import { ReceiptBook } from '../../queues/receipt-book.ts';
import { End, fold, type Receipt } from '../../queues/receipts.ts';
import { ARTICLE, RECEIPT } from '../helpers/articles.ts';
import { MemoryStorage } from '../helpers/context.ts';

const wish = { why: 'rescued', since: 0 } as const;
const end = (overrides: Partial<End> = {}): End =>
  End.parse({
    outcome: 'published',
    id: ARTICLE,
    version: '20200720024524-abababababab',
    url: 'https://news.example/harbour',
    title: 'Harbour',
    path: 'articles/00/x/index.html',
    beside: [],
    pictures: { stored: 0, rescued: 0, missing: 1 },
    code: null,
    message: null,
    stage: null,
    attempts: 1,
    at: '2026-01-02T03:04:05Z',
    warnings: [],
    steps: [],
    ...overrides,
  });

async function home(overrides: Partial<Receipt> = {}) {
  const from = { path: 'a.md', collection: null, modified: 0, size: 9, generation: 0 };
  const claimed = { receipt: RECEIPT, rawName: Buffer.from('a.md'), from, sha256: 'ab'.repeat(32) };
  const settled = { folder: 'done', path: 'a.md' } as const;
  const receipt = newReceipt(claimed, { order: 1, sameAs: null });
  const state = new MemoryStorage();
  const book = new ReceiptBook(state);
  await book.put({ ...receipt, ends: { '': end() }, settled, ...overrides });
  await wishAgain(state, RECEIPT, wish);
  return { state, book };
}

describe('an article that is to run again', () => {
  it('has its receipt opened once, with the next generation, its file where it is', async () => {
    const { state, book } = await home();
    const [opened, ...others] = await reopenWished(state, book);
    expect(others).toEqual([]);
    expect(opened).toMatchObject({
      generation: 1,
      ends: {},
      settled: null,
      place: { folder: 'done', path: 'a.md' },
      again: { '': { end: end(), again: { id: ARTICLE, ...wish } } },
    });
    expect(await reopenWished(state, book)).toEqual([]);
  });

  it('waits while its file is being worked off, and is forgotten where it was never published', async () => {
    const busy = await home({ settled: null });
    expect(await reopenWished(busy.state, busy.book)).toEqual([]);
    expect((await wishedAgain(busy.state)).size).toBe(1);

    const failed = await home({ ends: { '': end({ outcome: 'failed', code: 'E_CRASH' }) } });
    expect(await reopenWished(failed.state, failed.book)).toEqual([]);
    expect((await wishedAgain(failed.state)).size).toBe(0);
  });

  it.each([
    ['published', { stored: 1, rescued: 0, missing: 0 }],
    ['failed', { stored: 0, rescued: 0, missing: 1 }],
    ['duplicate', { stored: 0, rescued: 0, missing: 1 }],
  ] as const)('stays published, whatever comes of it: %s', async (outcome, pictures) => {
    const { state, book } = await home();
    const [opened] = await reopenWished(state, book);
    const why = outcome === 'failed' && { code: 'E_STORAGE', message: 'It is not whole.' };
    const second = end({ outcome, ...why, pictures: { stored: 1, rescued: 0, missing: 0 } });
    const notice = { receipt: RECEIPT, generation: 1, end: second, parts: null };
    const folded = fold(opened as Receipt, notice);
    expect(folded.again).toEqual({});
    expect(folded.ends['']).toMatchObject({ outcome: 'published', pictures });
    expect(folded.ends['']?.warnings).toEqual(
      outcome === 'failed'
        ? [{ code: 'E_STORAGE', message: 'Run again in vain: It is not whole.' }]
        : [],
    );
  });
});
