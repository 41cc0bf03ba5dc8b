/**
 * Bad files among good ones, all the way: each ends with one code, one sentence
 * and one next step, and none stops the others. What a single row means in detail
 * is tested beside the code that decides it; here is that it arrives.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Receipt, Receipts } from '../../queues/receipts.ts';
import { codes } from '../../shared/codes.ts';
import { DiskStorage } from '../../shared/storage.ts';
import { savedArticle } from '../helpers/articles.ts';
import { published, refused, text } from '../helpers/bad-inputs.ts';
import { offprint } from '../helpers/offprint.ts';

describe('bad inputs', () => {
  let root: string;
  let home: string;
  let receipts: Map<string, Receipt>;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'offprint-bad-'));
    home = join(root, 'home');
    const folder = join(root, 'given');
    await mkdir(folder);
    for (const [, name, content] of [...refused, ...published])
      await writeFile(join(folder, name), content);
    for (let n = 0; n < 20; n += 1) {
      const good = savedArticle({
        url: `https://news.example/good/${n}`,
        title: `Good ${n}`,
        body: `<p>${text.repeat(2)}${n}</p>`,
      });
      await writeFile(join(folder, `good-${n}.md`), good);
    }
    await writeFile(
      join(folder, 'list.txt'),
      'http://127.0.0.1/a\nhttps//broken\nhttp://me:secret@news.example/b\n',
    );
    const run = await offprint(['run', folder, '--json', '--home', home], {
      OFFPRINT_WORKERS: '2',
    });
    expect(run.code).toBe(1);
    receipts = new Map();
    for await (const receipt of new Receipts(new DiskStorage(join(home, 'state'))).all()) {
      receipts.set(receipt.file.name, receipt);
    }
  }, 180_000);
  afterAll(() => rm(root, { recursive: true, force: true }));

  it.each(refused)('row %i: %s is refused', async (_, name, __, code) => {
    const reason = JSON.parse(await readFile(join(home, 'failed', `${name}.reason.json`), 'utf8'));
    expect(reason).toMatchObject({ file: name, code, next: codes[code].next });
    expect(reason.message).toMatch(/^(\p{Lu}|large\.html ).{10,}(\.|: \S+)$/su);
    expect(await readdir(join(home, 'failed'))).toContain(name);
  });

  it.each(published)('row %i: %s is published', async (_, name, __, warning) => {
    const end = receipts.get(name)?.ends[''];
    expect(end).toMatchObject({ outcome: 'published', code: null });
    const codesGiven = end?.warnings.map(({ code }) => code) ?? [];
    if (warning) expect(codesGiven).toContain(warning);
    const html = await readFile(join(home, 'archive', end?.path ?? ''), 'utf8');
    expect(html).not.toMatch(/<script|onclick|javascript:|<iframe/i);
  });

  it('row 22: tells which line of a list is wrong', async () => {
    const reason = JSON.parse(await readFile(join(home, 'failed', 'list.txt.reason.json'), 'utf8'));
    expect(reason.failures).toHaveLength(3);
    expect(reason.failures.map(({ code }: { code: string }) => code)).toEqual([
      'E_URL_PRIVATE',
      'E_URL_INVALID',
      'E_URL_CREDENTIALS',
    ]);
    expect(JSON.stringify(reason)).not.toContain('secret');
    expect(reason.failures[1].message).toMatch(/^Line 2 /);
  });

  it('publishes every good file beside them', () => {
    const good = [...receipts.values()].filter(({ file }) => file.name.startsWith('good-'));
    expect(good.map(({ ends }) => ends['']?.outcome)).toEqual(Array(20).fill('published'));
  });

  it('shows Chinese of an old encoding as it was written', async () => {
    const path = receipts.get('gb18030.html')?.ends['']?.path ?? '';
    expect(await readFile(join(home, 'archive', path), 'utf8')).toContain('你好，世界。');
  });
});
