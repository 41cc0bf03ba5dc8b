import { describe, expect, it } from 'vitest';
import { codesOf, readArticle } from './source.ts';

const post = (front: string, body = '<section><p>正文</p></section>') =>
  `---\n${front}\n---\n\n${body}`;

describe('a post with front matter', () => {
  it('is read with what the front matter says', async () => {
    const front =
      'layout: post\ntitle: "河水: 上涨"\ndate: 2020-09-13T14:26:40+02:00\nauthor: 王平\nfrom: https://news.test/a\ntags: [ 河, 水 ]';
    expect(await readArticle(post(front))).toEqual({
      kind: 'post',
      url: 'https://news.test/a',
      title: '河水: 上涨',
      captured: null,
      date: null,
      front: {
        layout: 'post',
        title: '河水: 上涨',
        date: '2020-09-13T14:26:40+02:00',
        author: '王平',
        from: 'https://news.test/a',
        tags: ['河', '水'],
      },
      format: 'fragment',
      html: '\n\n<section><p>正文</p></section>',
      extension: 'md',
      warnings: [],
    });
  });

  it('keeps every value the text that was written', async () => {
    const { front, title } = await readArticle(
      post('title: 1984\ndate: 2020-09-13\ndraft: no\nempty:'),
    );
    expect(front).toEqual({ title: '1984', date: '2020-09-13', draft: 'no', empty: '' });
    expect(title).toBe('1984');
  });

  it('takes the first key that holds an address of the web', async () => {
    const front =
      'permalink: https://news.test/p\nurl: https://news.test/u\nfrom: a friend\nsource: https://news.test/s';
    expect((await readArticle(post(front))).url).toBe('https://news.test/u');
    expect((await readArticle(post('permalink: /2020/a/'))).url).toBeNull();
  });

  it('is read without its front matter where that is broken', async () => {
    const article = await readArticle(post('title: "河水\nfrom: https://news.test/a'));
    expect(article).toMatchObject({ kind: 'post', front: null, title: null, url: null });
    expect(article.html.trim()).toBe('<section><p>正文</p></section>');
    expect(codesOf(article)).toEqual(['W_FRONT_MATTER']);
  });

  it.each([
    ['nests without end', `a: ${'['.repeat(50_000)}`],
    ['nests mappings without end', `a: ${'{x: '.repeat(20_000)}`],
    ['nests lists without end', `a:\n  ${'- '.repeat(40_000)}`],
    [
      'nests by indenting',
      `${Array.from({ length: 430 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')}\n- b`,
    ],
    [
      'multiplies itself',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'.replace(/./g, (key) => `${key}: &${key} [${'*'.concat(String.fromCharCode(key.charCodeAt(0) - 1), ',').repeat(9)}]\n`)}`,
    ],
    ['is as long as a book', `a: ${'x'.repeat(200_000)}`],
  ])('gives up on front matter that %s', async (_, front) => {
    expect(codesOf(await readArticle(post(front)))).toEqual(['W_FRONT_MATTER']);
  });

  it('is not harmed by keys with a meaning in JavaScript', async () => {
    const { front } = await readArticle(
      post('__proto__: {polluted: "1"}\nconstructor: x\ntitle: T'),
    );
    expect(front?.title).toBe('T');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(front?.polluted).toBeUndefined();
  });

  it('may stand before a saved header, and comes first', async () => {
    const saved =
      '<!--1600000000000-->\n[Anderer Titel](https://news.test/saved)\n------\n日期：heute\n\n<p>Text</p>';
    expect(await readArticle(post('title: Titel', saved))).toMatchObject({
      kind: 'post',
      title: 'Titel',
      url: 'https://news.test/saved',
      captured: '2020-09-13T12:26:40.000Z',
      date: 'heute',
      html: '\n<p>Text</p>',
    });
  });

  it('has Markdown for a body where that does not begin with a tag', async () => {
    expect((await readArticle(post('title: T', '*eins*'))).html.trim()).toBe(
      '<p><em>eins</em></p>',
    );
  });

  it.each([
    ['a rule', '---\n\nText'],
    ['a text between rules', '---\nText\n---\nText'],
    ['a list between rules', '---\n- eins\n- zwei\n---\nText'],
  ])('is not seen in %s', async (_, text) => {
    expect(await readArticle(text)).toMatchObject({ kind: 'markdown', warnings: [] });
  });
});
