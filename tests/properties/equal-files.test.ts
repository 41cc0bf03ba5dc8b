/** Equal files, however they come and however the first of them end: each has one end, and none waits for nobody. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countReceipts } from '../../queues/counts.ts';
import { openRefs, type Receipt } from '../../queues/receipts.ts';
import { savedArticle } from '../helpers/articles.ts';
import { openTestHome, type TestHome } from '../helpers/home.ts';

const PATH = 'articles/x/index.html';

/** Files so far, of the home at hand. */
let dropped = 0;

type Step =
  | { drop: { bytes: string; ending: string; times: number } }
  | { end: string }
  | { restart: boolean };

const action: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    drop: fc.record({
      bytes: fc.constantFrom('eins', 'zwei'),
      ending: fc.constantFrom('md', 'html'),
      times: fc.integer({ min: 1, max: 4 }),
    }),
  }),
  fc.record({ end: fc.constantFrom('published', 'E_CRASH', 'E_NOT_HTML') }),
  fc.record({ restart: fc.constant(true) }),
);

/** Those that go their own way and have not ended. */
function masters(home: TestHome): Receipt[] {
  return home.intake.book
    .open()
    .filter((receipt) => receipt.sameAs === null && openRefs(receipt).length > 0);
}

function nobodyWaitsForNobody(home: TestHome): void {
  const ahead = masters(home).map(({ file }) => file.sha256);
  expect(new Set(ahead).size).toBe(ahead.length);
  for (const { file } of home.intake.book.open()) expect(ahead).toContain(file.sha256);
}

async function endFirst(home: TestHome, how: string): Promise<void> {
  const [first] = masters(home);
  if (!first) return;
  if (how === 'published')
    await home.end(first.receipt, { outcome: 'published', path: PATH, id: null });
  else await home.end(first.receipt, { outcome: 'failed', code: how, message: '' });
}

async function act(home: TestHome, step: Step): Promise<void> {
  if ('restart' in step) await home.restart();
  else if ('end' in step) await endFirst(home, step.end);
  else {
    const { bytes, ending, times } = step.drop;
    await mkdir(home.config.inbox, { recursive: true });
    for (let n = 0; n < times; n += 1) {
      dropped += 1;
      const name = join(home.config.inbox, `${String(dropped).padStart(4, '0')}.${ending}`);
      await writeFile(name, savedArticle({ title: bytes }));
    }
    await home.settle();
  }
}

it('have one end each', async () => {
  const property = fc.asyncProperty(fc.array(action, { maxLength: 12 }), async (steps) => {
    const home = await openTestHome();
    dropped = 0;
    await home.archive.write(PATH, 'page');
    try {
      for (const step of steps) {
        await act(home, step);
        nobodyWaitsForNobody(home);
      }
      while (masters(home).length > 0) await endFirst(home, 'published');
      const receipts = home.intake.book.all();
      expect(receipts.filter(({ settled }) => !settled)).toEqual([]);
      const { accepted, published, duplicates, failed } = countReceipts(receipts);
      expect([accepted, published + duplicates + failed]).toEqual([dropped, dropped]);
      // One for each content, however often it came.
      expect(published).toBeLessThanOrEqual(2);
      const files = [...(await home.files('done')), ...(await home.files('failed'))];
      expect(files.filter((name) => !name.endsWith('.reason.json'))).toHaveLength(dropped);
      expect(await home.files('processing')).toEqual([]);
    } finally {
      await home.close();
    }
  });
  await fc.assert(property, { numRuns: 25 });
});
