/** Names of strangers on a disk: nothing is written outside, nothing is lost or mixed up. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, posix, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receiptId } from '../../queues/accept.ts';
import { fitName, reasonName } from '../../queues/names.ts';
import { articleFolder } from '../../shared/archive-layout.ts';
import { ArticleId, ReceiptId } from '../../shared/article.ts';
import { DiskStorage } from '../../shared/storage.ts';
import { articleId } from '../../workers/ingest/canonical.ts';

/** As a file system has them: any bytes but NUL and the slash, up to 255. */
const fileName = fc
  .oneof(
    fc.uint8Array({ minLength: 1, maxLength: 255 }).map((bytes) => Buffer.from(bytes)),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 }).map((text) => Buffer.from(text)),
    fc
      .tuple(
        fc.constantFrom('港', 'a', '한', '🚢'),
        fc.integer({ min: 1, max: 300 }),
        fc.constantFrom('.md', '.html', ''),
      )
      .map(([letter, times, extension]) => Buffer.from(letter.repeat(times) + extension)),
  )
  .map((name) => Buffer.from(name.filter((byte) => byte !== 0 && byte !== 0x2f)).subarray(0, 255))
  .filter((name) => name.length > 0 && !['.', '..'].includes(name.toString()));

describe('names of files', () => {
  it('fit, with any suffix, and stay the text that they were', () => {
    const suffix = fc.constantFrom('', ' (2)', ' (17)', ' (100000)');
    fc.assert(
      fc.property(fileName, suffix, (name, more) => {
        const fitted = fitName(name, more);
        expect(fitted.length).toBeLessThanOrEqual(255);
        expect(fitted.includes('/')).toBe(false);
        if (isText(name)) expect(isText(fitted)).toBe(true);
        if (name.length + more.length <= 255 && more === '') expect(fitted.equals(name)).toBe(true);
        expect(reasonName(fitted).length).toBeLessThanOrEqual(255);
      }),
      { numRuns: 2_000 },
    );
  });

  it('stay apart where they were', () => {
    fc.assert(
      fc.property(fileName, fileName, (one, other) => {
        fc.pre(!one.equals(other));
        expect(fitName(one, ' (2)').equals(fitName(other, ' (2)'))).toBe(false);
        expect(reasonName(one).equals(reasonName(other))).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('ids', () => {
  it('are names that every file system takes, whatever they are made of', () => {
    const file = fc.record({
      path: fc.string({ unit: 'binary' }),
      modified: fc.double(),
      size: fc.nat(),
    });
    fc.assert(
      fc.property(file, fc.nat(9), (from, turn) => {
        expect(ReceiptId.safeParse(receiptId(from, turn)).success).toBe(true);
        expect(receiptId(from, turn)).toBe(receiptId({ ...from }, turn));
        const id = articleId(from.path);
        expect(ArticleId.safeParse(id).success).toBe(true);
        const folder = articleFolder(id);
        expect(posix.normalize(folder)).toBe(folder);
        expect(basename(folder)).toBe(id);
      }),
    );
  });
});

describe('a storage', () => {
  let around: string;
  let root: string;
  beforeAll(async () => {
    around = await mkdtemp(join(tmpdir(), 'offprint-names-'));
    root = join(around, 'root');
  });
  afterAll(() => rm(around, { recursive: true, force: true }));

  it('writes nothing outside of its folder, whatever the key', async () => {
    const part = fc.oneof(
      fc.constantFrom(
        '..',
        '.',
        '',
        '~',
        '%2e%2e',
        '..\\..',
        'a',
        '\u202e',
        '....//',
        '/etc',
        'CON',
      ),
      fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !text.includes('\0')),
    );
    const key = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
    const storage = new DiskStorage(root);
    await fc.assert(
      fc.asyncProperty(key, async (name) => {
        const isInside = resolve(root, name).startsWith(`${root}/`);
        for (const act of [
          () => storage.write(name, 'x'),
          () => storage.create(name, 'x'),
          () => storage.createFolder(name, new Map([['x', 'x']])),
          () => storage.remove(name),
        ]) {
          const refused = await act().then(
            () => false,
            (error: Error) => error.message.includes('leaves the root'),
          );
          expect(refused).toBe(!isInside);
        }
        expect(await readdir(around)).toEqual(
          (await readdir(around)).filter((one) => one === 'root'),
        );
      }),
      { numRuns: 300 },
    );
  });
});

function isText(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString()).equals(bytes);
}
