import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { load } from 'cheerio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readZip, type ZipEntry } from '../../helpers/zip.ts';
import { FERRY, HARBOUR, HOSTILE, idOf, makeArchive, type TestArchive } from './archive.ts';

describe('a .zip', () => {
  let test: TestArchive;
  let entries: Map<string, ZipEntry>;
  const text = (path: string) => entries.get(path)?.content.toString() ?? '';

  beforeAll(async () => {
    test = await makeArchive();
    await test.export('all.zip');
    entries = readZip(await test.file('all.zip'));
  });
  afterAll(() => test.close());

  it('holds every file that its manifests list, as they list it', () => {
    const manifests = [...entries.keys()].filter((path) => path.endsWith('manifest-sha256.txt'));
    // Five articles, one of them with two versions of their own.
    expect(manifests).toHaveLength(7);
    const listed = new Set<string>();
    for (const path of manifests) {
      for (const line of text(path).trim().split('\n')) {
        const file = posix.join(posix.dirname(path), line.slice(66));
        const content = entries.get(file)?.content ?? '';
        expect(createHash('sha256').update(content).digest('hex'), file).toBe(line.slice(0, 64));
        listed.add(file);
      }
    }
    expect(
      [...entries.keys()].filter((path) => !listed.has(path) && !manifests.includes(path)),
    ).toEqual(['index.html']);
    expect([...listed].some((path) => path.startsWith('originals/'))).toBe(true);
  });

  it('has pages that find everything they refer to', () => {
    const pages = [...entries.keys()].filter((path) => path.endsWith('.html'));
    let followed = 0;
    for (const page of pages) {
      const $ = load(text(page));
      const links = $('[href], [src]').map((_, one) => $(one).attr('href') ?? $(one).attr('src'));
      for (const link of links.get().filter((one) => !/^(https?:|#|data:)/.test(one))) {
        expect(entries.has(posix.join(posix.dirname(page), link)), `${link} of ${page}`).toBe(true);
        followed += 1;
      }
    }
    expect(followed).toBeGreaterThan(30);
  });

  it('lists all articles on its front page, hostile titles as text', () => {
    const $ = load(text('index.html'));
    expect($('script')).toHaveLength(0);
    const titles = $('h3 a')
      .map((_, link) => $(link).text())
      .get();
    expect(titles).toHaveLength(5);
    expect(titles).toContain(HOSTILE);
    expect(titles).toContain('The ferry, corrected');
  });

  it('stays below the folder it is unpacked in', () => {
    for (const name of entries.keys()) {
      expect(name).toMatch(/^(index\.html|(articles|pictures|originals)\/[\w./-]+)$/);
      expect(name.split('/')).not.toContain('..');
    }
  });

  it('bears the times of the articles, in UTC', () => {
    const harbour = `articles/${idOf(HARBOUR).slice(1, 3)}/${idOf(HARBOUR)}`;
    expect(entries.get(`${harbour}/index.html`)?.time).toBe('2020-09-13 12:26');
  });

  it('brings what one article needs, and no more', async () => {
    await test.export('one.zip', { names: [FERRY] });
    const one = readZip(await test.file('one.zip'));
    const folders = new Set([...one.keys()].map((path) => path.split('/').slice(0, 3).join('/')));
    expect([...folders].filter((path) => path.startsWith('articles/'))).toHaveLength(1);
    expect([...one.keys()].filter((path) => path.startsWith('originals/'))).toHaveLength(1);
    expect(
      [...one.keys()].filter((path) => /\/versions\/[^/]+\/index.html$/.test(path)),
    ).toHaveLength(2);
  });
});
