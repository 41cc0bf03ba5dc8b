import { describe, expect, it } from 'vitest';
import { codesOf, readArticle } from './source.ts';

const SAVED_FROM = '<!-- saved from url=(0023)https://news.test/saved -->';
const CANONICAL = '<link rel="canonical" href="https://news.test/canonical">';
const OG_URL = '<meta property="og:url" content="https://news.test/og">';
const SINGLE_FILE = '<!--\n Page saved with SingleFile \n url: https://news.test/single \n-->';

const page = (...head: string[]) =>
  `<!doctype html><html><head>${head.join('')}</head><body><p>Text</p></body></html>`;

describe('a whole page', () => {
  it('is handed on as it is, with what it says left to others', async () => {
    const html = page('<title>Titel</title>');
    expect(await readArticle(html, 'a.html')).toEqual({
      kind: 'html',
      url: null,
      title: null,
      captured: null,
      date: null,
      front: null,
      format: 'page',
      html,
      extension: 'html',
      warnings: [],
    });
  });

  it('has the address it was fetched from, whatever it says itself', async () => {
    const fetched = await readArticle(page(SAVED_FROM, CANONICAL), 'page.html', {
      url: 'https://news.test/asked',
    });
    expect(fetched.url).toBe('https://news.test/asked');
  });

  it.each([
    ['where a browser saved it from', [SINGLE_FILE, OG_URL, CANONICAL, SAVED_FROM], 'saved'],
    ['its canonical link', [SINGLE_FILE, OG_URL, CANONICAL], 'canonical'],
    ['its og:url', [SINGLE_FILE, OG_URL], 'og'],
    ['what SingleFile wrote', [SINGLE_FILE], 'single'],
    ['the next where one is no address', ['<link rel=canonical href="/a">', OG_URL], 'og'],
  ])('has the address of %s', async (_, head, name) => {
    expect((await readArticle(page(...head), 'a.html')).url).toBe(`https://news.test/${name}`);
  });

  it('loses its NUL characters with a warning (row 27)', async () => {
    const article = await readArticle('<html><body><p>Te\0xt</p>\0</body></html>', 'a.html');
    expect(article.html).toBe('<html><body><p>Text</p></body></html>');
    expect(codesOf(article)).toEqual(['W_NUL']);
  });

  it.each(['a.md', 'a.txt', 'a.jpg', 'a.json'])(
    'is recognised in %s, with a warning (row 20)',
    async (name) => {
      const article = await readArticle(page(), name);
      expect(article).toMatchObject({ kind: 'html', format: 'page', extension: 'html' });
      expect(codesOf(article)).toEqual(['W_EXT_MISMATCH']);
    },
  );

  it.each(['a', 'a.htm', 'A.XHTML', 'a.php', 'article.2020'])('is expected in %s', async (name) => {
    expect(codesOf(await readArticle(page(), name))).toEqual([]);
  });
});

describe('a piece of HTML', () => {
  it.each(['a.html', 'a', 'a.md', 'a.txt'])('is a fragment in %s', async (name) => {
    expect(await readArticle('<div><p>Text</p>\n\n    <p>mehr</p></div>\n', name)).toMatchObject({
      kind: 'html',
      format: 'fragment',
    });
  });

  it('may begin with text where the extension says HTML', async () => {
    expect((await readArticle('Text <b>fett</b>', 'a.html')).kind).toBe('html');
    expect((await readArticle('Text <b>fett</b>', 'a.txt')).kind).toBe('text');
  });

  it('is guarded (rows 31 to 35)', async () => {
    await expect(readArticle('<div>'.repeat(300), 'a.html')).rejects.toMatchObject({
      code: 'E_HTML_DEPTH',
    });
    await expect(readArticle('<br>'.repeat(300_000), 'a.html')).rejects.toMatchObject({
      code: 'E_HTML_NODES',
    });
    expect((await readArticle('<!--'.repeat(20_000), 'a.html')).kind).toBe('html');
    expect((await readArticle('<'.repeat(1_000_000), 'a.html')).kind).toBe('text');
  });
});
