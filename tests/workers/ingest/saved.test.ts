import { describe, expect, it } from 'vitest';
import { codesOf, readArticle } from './source.ts';

const URL = 'https://news.test/a';

describe('a saved article', () => {
  it('is read with its time, title, address and body', async () => {
    const file = `<!--1600000000000-->\n[河水上涨](${URL})\n------\n\n<p>居民说，河水涨了。</p>`;
    expect(await readArticle(file)).toEqual({
      kind: 'saved',
      url: URL,
      title: '河水上涨',
      captured: '2020-09-13T12:26:40.000Z',
      date: null,
      front: null,
      format: 'fragment',
      html: '\n\n<p>居民说，河水涨了。</p>',
      extension: 'md',
      warnings: [],
    });
  });

  it.each([
    ['is missing', ''],
    ['is no number', '<!--NaN-->\n'],
    ['lies before the web', '<!--12-->\n'],
    ['lies in a far future', '<!--99999999999999-->\n'],
    ['has more digits than a number holds', `<!--${'9'.repeat(180)}-->\n`],
  ])('has no time of capture where the header’s %s', async (_, comment) => {
    const article = await readArticle(`${comment}[Titel](${URL})\n---\n<p>Text</p>`);
    expect(article).toMatchObject({ kind: 'saved', captured: null, title: 'Titel', url: URL });
  });

  it.each([['日期：Tue, 23 Jun 2020 05:40:58 +0000'], ['日期: Tue, 23 Jun 2020 05:40:58 +0000']])(
    'gives the date line of the older format: %s',
    async (line) => {
      const article = await readArticle(`[旧文](${URL})\n------\n${line}\n\n<p>正文</p>`);
      expect(article.date).toBe('Tue, 23 Jun 2020 05:40:58 +0000');
      expect(article.html.trim()).toBe('<p>正文</p>');
    },
  );

  it.each([
    ['brackets', '[视频]河水[二](三)', '[视频]河水[二](三)'],
    ['pipes', '大号|河水｜上涨', '大号|河水｜上涨'],
    ['entities', 'Fragen &amp; Antworten &quot;live&quot;', 'Fragen & Antworten "live"'],
    ['line breaks and double spaces', 'Erste  Zeile\nzweite　　Zeile', 'Erste Zeile zweite Zeile'],
    ['what looks like the start of an address', 'a](b', 'a](b'],
    [
      'a link of its own',
      'Siehe [a](https://other.test/) dort',
      'Siehe [a](https://other.test/) dort',
    ],
  ])('keeps a title with %s', async (_, written, title) => {
    const article = await readArticle(`[${written}](${URL})\n------\n<p>Text</p>`);
    expect(article).toMatchObject({ title, url: URL });
  });

  it.each([
    ['parentheses', 'https://news.test/a_(b)_c'],
    ['spaces', 'https://news.test/a b'],
    ['percent-encoded Chinese', 'https://news.test/%e6%b2%b3%E6'],
    ['a bare percent sign', 'https://news.test/100%-x'],
  ])('keeps an address with %s', async (_, url) => {
    expect((await readArticle(`[Titel](${url})\n------\n<p>Text</p>`)).url).toBe(url);
  });

  it('has no address where the header’s is none of the web', async () => {
    const article = await readArticle('[Titel](file:///etc/passwd)\n------\n<p>Text</p>');
    expect(article).toMatchObject({ kind: 'saved', url: null, title: 'Titel' });
  });

  it('has no title where the header’s is empty (row 28)', async () => {
    expect((await readArticle(`[](${URL})\n------\n<p>Text</p>`)).title).toBeNull();
  });

  it('keeps of a title of a megabyte so much that others see it is too long (row 29)', async () => {
    const { title } = await readArticle(`[${'长'.repeat(350_000)}](${URL})\n------\n<p>Text</p>`);
    expect(title).toHaveLength(5_000);
  });

  it('may have an empty body (row 30)', async () => {
    expect(await readArticle(`[Titel](${URL})\n------\n`)).toMatchObject({
      kind: 'saved',
      html: '',
    });
  });

  it('is read with the line ends of Windows and old Macs', async () => {
    const file = `<!--1600000000000-->\r\n[Titel](${URL})\r\n------\r\n\r\n<p>eins\rzwei</p>`;
    expect((await readArticle(file)).html).toBe('\n\n<p>eins\nzwei</p>');
  });

  it.each(['txt', 'html', 'md'])('keeps its extension %s', async (extension) => {
    const article = await readArticle(`[Titel](${URL})\n------\n<p>Text</p>`, `a.${extension}`);
    expect(article).toMatchObject({ kind: 'saved', extension, warnings: [] });
  });

  it('has HTML for a body where that begins with a tag, Markdown otherwise', async () => {
    const body = async (text: string) =>
      (await readArticle(`[Titel](${URL})\n------\n${text}`, 'a.txt')).html.trim();
    expect(await body('<p>eins</p>\n\n    <p>zwei</p>')).toBe('<p>eins</p>\n\n    <p>zwei</p>');
    expect(await body('<imgsrc="a.jpg"/>*x*')).toBe('<imgsrc="a.jpg"/>*x*');
    expect(await body('*eins*')).toBe('<p><em>eins</em></p>');
    expect(await body('<https://news.test/>')).toContain('<a href="https://news.test/">');
  });

  it('may hold a whole page', async () => {
    const file = `[Titel](${URL})\n------\n<!doctype html><html><body><p>Text</p></body></html>`;
    expect((await readArticle(file)).format).toBe('page');
  });

  it.each([
    ['a link without a rule', `[Titel](${URL})\n\nText`],
    ['a rule under a text', 'Text\n------\nText'],
    ['a comment and a page', '<!-- x -->\n<html><body><p>[a](b)\n---\n</p></body></html>'],
    ['text between link and rule', `[Titel](${URL})\nText\n------\nText`],
  ])('is not seen in %s', async (_, text) => {
    expect((await readArticle(text, 'a.txt')).kind).not.toBe('saved');
  });

  it('is guarded like any other HTML (row 31)', async () => {
    await expect(readArticle(`[T](${URL})\n------\n${'<div>'.repeat(300)}`)).rejects.toMatchObject({
      code: 'E_HTML_DEPTH',
    });
  });

  it('warns of attributes that were dropped (row 33)', async () => {
    const names = Array.from({ length: 300 }, (_, at) => `a${at}`).join(' ');
    expect(codesOf(await readArticle(`[T](${URL})\n------\n<p ${names}>Text</p>`))).toEqual([
      'W_ATTRIBUTES',
    ]);
  });
});
