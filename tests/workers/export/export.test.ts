/** What is the same for all formats: one whole file or none, damaged articles named, the same bytes again. */

import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { articleFolder } from '../../../shared/archive-layout.ts';

import { ArticleRecord } from '../../../shared/article.ts';
import type { Storage } from '../../../shared/storage.ts';
import { jsonl } from '../../../workers/export/jsonl.ts';
import { selectArticles } from '../../../workers/export/select.ts';
import { zip } from '../../../workers/export/zip.ts';
import { exportTo, exportToFile } from '../../../workers/export.ts';
import { readZip } from '../../helpers/zip.ts';
import { FERRY, HARBOUR, HOSTILE, idOf, makeArchive, SAVED, type TestArchive } from './archive.ts';

let test: TestArchive;
beforeAll(async () => {
  test = await makeArchive();
});
afterAll(() => test.close());

describe('an export', () => {
  const all = { names: [], outlet: null, since: null };
  const ferry = articleFolder(idOf(FERRY));

  beforeEach(() => rm(join(test.root, 'out.jsonl'), { force: true }));

  /** With a file of the archive as `change` leaves it, null for gone, and put back afterwards. */
  async function damaged<T>(
    path: string,
    change: (bytes: Buffer) => Buffer | null,
    act: () => Promise<T>,
  ): Promise<T> {
    const bytes = (await test.archive.read(path)) ?? Buffer.alloc(0);
    const changed = change(bytes);
    if (changed) await test.archive.write(path, changed);
    else await test.archive.remove(path);
    try {
      return await act();
    } finally {
      await test.archive.write(path, bytes);
    }
  }

  const order = (archive: Storage, ids: string[]) => {
    const { signal } = new AbortController();
    return { archive, ids, format: jsonl(), signal, onProgress() {} };
  };

  it('.jsonl has a line for each article: its record and its text', async () => {
    await test.export('out.jsonl');
    const lines = (await test.file('out.jsonl')).toString().split('\n');
    expect(lines.pop()).toBe('');
    expect(lines).toHaveLength(5);
    const articles = lines.map((line) => JSON.parse(line));
    for (const article of articles) {
      const { markdown, ...record } = article;
      expect(ArticleRecord.parse(record)).toEqual(record);
      const text = await test.archive.read(`${articleFolder(article.id)}/article.md`);
      expect(markdown).toBe(text?.toString());
    }
    expect(articles.map(({ title }) => title)).toContain(HOSTILE);
  });

  it.each(['zip', 'epub', 'wacz', 'jsonl'])(
    'gives the same bytes again: .%s',
    async (extension) => {
      await test.export(`one.${extension}`);
      await test.export(`two.${extension}`);
      expect(
        (await test.file(`one.${extension}`)).equals(await test.file(`two.${extension}`)),
      ).toBe(true);
    },
  );

  it.each([
    ['missing', `${ferry}/article.md`, () => null],
    ['changed', `${ferry}/article.md`, (bytes: Buffer) => Buffer.concat([bytes, bytes])],
    ['missing', `${ferry}/article.json`, () => null],
    ['missing', `${ferry}/manifest-sha256.txt`, () => null],
  ])('leaves a damaged article out, says which, and goes on: %s %s', async (word, path, change) => {
    const { exported, missing } = await damaged(path, change, () => test.export('out.jsonl'));
    expect(exported).toBe(4);
    expect(missing).toEqual([{ id: idOf(FERRY), message: expect.stringContaining(word) }]);
    expect(missing[0]?.message).toContain(path);
    expect((await test.file('out.jsonl')).toString().trim().split('\n')).toHaveLength(4);
  });

  it('writes nothing of an article with a damaged picture, in any format', async () => {
    const json = await test.archive.read(`${articleFolder(idOf(SAVED))}/article.json`);
    const [picture] = ArticleRecord.parse(JSON.parse(json?.toString() ?? '')).pictures;
    const path = picture?.variants.find(({ width }) => width === 480)?.path ?? '';
    const original = picture?.original ?? '';
    const half = (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1);
    for (const [name, file] of [
      ['out.zip', path],
      ['out.wacz', original],
    ] as const) {
      const { missing } = await damaged(file, half, () => test.export(name));
      expect(missing, name).toEqual([{ id: idOf(SAVED), message: expect.stringContaining(file) }]);
      const rest = [...readZip(await test.file(name)).values()].map(({ content }) =>
        content.toString(),
      );
      expect(
        rest.some((text) => text.includes('dir/night-train')),
        name,
      ).toBe(false);
    }
    const shown = picture?.variants.findLast(({ width }) => width <= 1_200)?.path ?? '';
    const { missing } = await damaged(shown, half, () => test.export('out.epub'));
    expect(missing).toHaveLength(1);
    expect(
      [...readZip(await test.file('out.epub')).keys()].some((name) => name.includes(idOf(SAVED))),
    ).toBe(false);
  });

  it('refuses a manifest that leads out of the archive', async () => {
    const foreign = (bytes: Buffer) =>
      Buffer.concat([bytes, Buffer.from(`${'0'.repeat(64)}  ../../../../state/x\n`)]);
    const path = `${ferry}/manifest-sha256.txt`;
    const { missing } = await damaged(path, foreign, () =>
      test.export('out.zip', { names: [FERRY] }),
    );
    expect(missing[0]?.message).toContain('no article');
  });

  it('looks twice, because a newer version may be on its way into the folder', async () => {
    let looks = 0;
    const busy: Storage = Object.assign(Object.create(test.archive), {
      read: async (path: string) => {
        const bytes = await test.archive.read(path);
        if (path !== `${ferry}/article.md`) return bytes;
        looks += 1;
        return looks === 1 ? Buffer.from('of the other version') : bytes;
      },
    });
    const result = await exportToFile(join(test.root, 'out.jsonl'), order(busy, [idOf(FERRY)]));
    expect(result).toMatchObject({ exported: 1, missing: [] });
  });

  it('leaves the file that was there until the new one is whole', async () => {
    const file = join(test.root, 'out.jsonl');
    await writeFile(file, 'before');
    const path = `${ferry}/article.json`;
    const nothing = await damaged(
      path,
      () => null,
      () => test.export('out.jsonl', { names: [FERRY] }),
    );
    expect(nothing).toMatchObject({ exported: 0, bytes: 0 });
    const aborter = new AbortController();
    const stopped = exportToFile(file, {
      ...order(test.archive, [idOf(FERRY), idOf(HARBOUR)]),
      signal: aborter.signal,
      onProgress: () => aborter.abort(),
    });
    await expect(stopped).rejects.toThrow(/abort/i);
    expect(await readFile(file, 'utf8')).toBe('before');
    expect(existsSync(`${file}.part`)).toBe(false);
    const { bytes } = await test.export('out.jsonl', { names: [FERRY] });
    expect(await readFile(file)).toHaveLength(bytes);
  });

  it.each([
    ['.zip', zip],
    ['.jsonl', jsonl],
  ])('ends when there is no more room, instead of waiting: %s', async (_, format) => {
    const { ids } = await selectArticles(test.archive, all);
    const full = new Writable({
      highWaterMark: 1,
      write: (_chunk, _encoding, done) => done(new Error('ENOSPC')),
    });
    const signal = new AbortController().signal;
    const many = Array.from({ length: 50 }, () => ids).flat();
    const written = exportTo(full, {
      archive: test.archive,
      ids: many,
      format: format(test.archive),
      signal,
      onProgress() {},
    });
    await expect(written).rejects.toThrow('ENOSPC');
  });

  it('stops when it is told to, also where the file does not get on', async () => {
    const stuck = new Writable({ highWaterMark: 1, write() {} });
    const aborter = new AbortController();
    const ids = [idOf(FERRY)];
    const { signal } = aborter;
    const onProgress = () => aborter.abort();
    const written = exportTo(stuck, { ...order(test.archive, ids), signal, onProgress });
    await expect(written).rejects.toThrow(/abort/i);
  });

  it('holds back when the file takes its time', async () => {
    const { ids } = await selectArticles(test.archive, all);
    const slow = new PassThrough({ highWaterMark: 1 });
    let added = 0;
    const many = Array.from({ length: 40 }, () => ids).flat();
    const written = exportTo(slow, {
      ...order(test.archive, many),
      onProgress: () => (added += 1),
    });
    // Nobody reads yet: what is under way fills the buffers in between, and no more.
    await expect.poll(() => added).toBeGreaterThan(0);
    let before = -1;
    const isStill = () => {
      const still = added === before;
      before = added;
      return still;
    };
    await expect.poll(isStill, { interval: 200, timeout: 30_000 }).toBe(true);
    expect(added).toBeLessThan(many.length);
    slow.resume();
    expect((await written).exported).toBe(many.length);
  });
});

describe('selectArticles', () => {
  const select = (wanted: Partial<Parameters<typeof selectArticles>[1]>) =>
    selectArticles(test.archive, { names: [], outlet: null, since: null, ...wanted });

  it('takes names in their order, each once, by id or by address', async () => {
    const names = [SAVED, idOf(HARBOUR), `${FERRY}?utm_source=feed`, idOf(SAVED)];
    expect(await select({ names })).toEqual({
      ids: [SAVED, HARBOUR, FERRY].map(idOf),
      unknown: [],
    });
  });

  it('names what the archive does not have', async () => {
    const names = ['https://news.example/other', 'harbour', `a${'0'.repeat(20)}`, FERRY];
    expect(await select({ names })).toEqual({ ids: [idOf(FERRY)], unknown: names.slice(0, 3) });
  });

  it('takes all otherwise, oldest first, also what the catalog has lost', async () => {
    const { ids } = await select({});
    expect(ids).toHaveLength(5);
    expect(ids.slice(0, 2)).toEqual([HARBOUR, FERRY].map(idOf));
    const entry = `catalog/entries/${idOf(FERRY).slice(1, 3)}/${idOf(FERRY)}.json`;
    await test.archive.remove(entry);
    expect((await select({})).ids).toEqual(ids);
  });

  it('filters by host and by date', async () => {
    expect((await select({ outlet: 'other.example' })).ids).toEqual([idOf(FERRY)]);
    expect((await select({ outlet: 'example' })).ids).toHaveLength(3);
    expect((await select({ outlet: 'ther.example' })).ids).toEqual([]);
    const since = Date.parse('2021-01-01');
    expect((await select({ since })).ids).not.toContain(idOf(HARBOUR));
    expect((await select({ since })).ids).toContain(idOf(FERRY));
    expect((await select({ names: [HARBOUR, FERRY], since })).ids).toEqual([idOf(FERRY)]);
  });
});
