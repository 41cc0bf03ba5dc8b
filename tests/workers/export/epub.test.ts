import { posix } from 'node:path';
import { load } from 'cheerio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkXml } from '../../helpers/xml.ts';
import { readZip, type ZipEntry } from '../../helpers/zip.ts';
import { HARBOUR, HOSTILE, idOf, makeArchive, type TestArchive } from './archive.ts';

describe('an .epub', () => {
  let test: TestArchive;
  let book: Map<string, ZipEntry>;
  const text = (path: string) => book.get(path)?.content.toString() ?? '';
  const xml = (path: string) => load(text(path), { xml: true });
  const open = async (name: string) => {
    book = readZip(await test.file(name));
  };

  beforeAll(async () => {
    test = await makeArchive();
    await test.export('all.epub');
    await open('all.epub');
  });
  afterAll(() => test.close());

  it('begins with its type, stored, with nothing in between', async () => {
    const [first] = book.values();
    expect(first).toMatchObject({ name: 'mimetype', stored: true, start: 38, extra: 0 });
    expect((await test.file('all.epub')).toString('latin1', 30, 58)).toBe(
      'mimetypeapplication/epub+zip',
    );
  });

  it('is well-formed in every part', () => {
    const parts = [...book.keys()].filter((name) => /\.(xml|opf|xhtml)$/.test(name));
    // Container, package, contents, five chapters.
    expect(parts).toHaveLength(8);
    for (const part of parts) expect(() => checkXml(text(part)), part).not.toThrow();
  });

  it('lists in its package all that is in it, once, and nothing else', () => {
    const path = xml('META-INF/container.xml')('rootfile').attr('full-path') ?? '';
    const $ = xml(path);
    const items = $('manifest item')
      .get()
      .map(({ attribs }) => attribs);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    const files = items.map(({ href = '' }) => posix.join(posix.dirname(path), href));
    const outside = ['mimetype', 'META-INF/container.xml', path];
    expect([...files, ...outside].sort()).toEqual([...book.keys()].sort());
    const ids = new Set(items.map(({ id }) => id));
    const spine = $('itemref')
      .get()
      .map(({ attribs }) => attribs.idref);
    expect(spine).toHaveLength(6);
    expect(spine.every((id) => ids.has(id))).toBe(true);
    expect(items.filter(({ properties }) => properties === 'nav')).toHaveLength(1);
    expect(items.filter(({ properties }) => properties === 'cover-image').length).toBeLessThan(2);
  });

  it('describes itself: title, languages, and the last capture as its time', () => {
    const $ = xml('book/package.opf');
    expect($('dc\\:title').text()).toBe('Archive: 5 articles');
    const languages = $('dc\\:language')
      .map((_, one) => $(one).text())
      .get();
    expect(languages[0]).toBe('en');
    expect(languages).toContain('zh-Hans');
    expect($('meta[property="dcterms:modified"]').text()).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}Z$/);
    expect($('dc\\:identifier').attr('id')).toBe($('package').attr('unique-identifier'));
  });

  it('leads from its contents to every chapter', () => {
    const $ = xml('book/contents.xhtml');
    const links = $('nav[epub\\:type="toc"] a').get();
    expect(links).toHaveLength(5);
    for (const link of links) expect(book.has(`book/${link.attribs.href}`)).toBe(true);
    expect($('nav').text()).toContain(HOSTILE);
  });

  it('shows each picture in one moderate size, which two articles share', () => {
    const chapters = [...book.keys()].filter((name) => /\/a[0-9a-f]{20}\.xhtml$/.test(name));
    const shown = chapters.flatMap((chapter) => {
      const $ = xml(chapter);
      return $('img')
        .map((_, image) => $(image).attr('src'))
        .get();
    });
    // The ship three times, the train at night, the picture of one's own.
    expect(shown).toHaveLength(5);
    expect(new Set(shown).size).toBe(3);
    for (const source of shown) expect(book.has(`book/${source}`)).toBe(true);
    expect(shown.filter((source) => source.endsWith('-960.webp'))).toHaveLength(3);
    for (const name of book.keys()) {
      if (name.startsWith('book/pictures/')) expect(shown).toContain(name.slice('book/'.length));
    }
  });

  it('gives a single article as a book of its own', async () => {
    await test.export('one.epub', { names: [HARBOUR] });
    await open('one.epub');
    const $ = xml('book/package.opf');
    expect($('dc\\:title').text()).toBe(HOSTILE);
    expect($('dc\\:language').text()).toBe('zh-Hans');
    expect($('dc\\:source').text()).toBe(HARBOUR);
    expect($('meta[property="dcterms:modified"]').text()).toBe('2020-09-13T12:26:40Z');
    const page = xml(`book/${idOf(HARBOUR)}.xhtml`);
    expect(page('html').attr('xml:lang')).toBe('zh-Hans');
    expect(page('h1').text()).toBe(HOSTILE);
    expect(page('script')).toHaveLength(0);
    expect(page('figcaption').first().text()).toContain('渡轮 & 港口 图');
    expect(page('img').first().attr('alt')).toBe('一艘 "船"');
    expect(page('.missing').text()).toContain('图片缺失');
    expect(page('.foot a').attr('href')).toBe(HARBOUR);
    expect(page('.text').text()).toContain('AT&T 与 a < b');
    await open('all.epub');
  });
});
