/** Rows are those of the table of bad inputs, docs/bad-inputs.md. */
import { describe, expect, it } from 'vitest';
import { guardHtml } from '../../../shared/html-guard.ts';
import { extractMain } from '../../../workers/parse/extract.ts';

const URL = 'https://news.test/river/rises.html';
const SENTENCE =
  'Die Bewohner der Stadt sagen, der Fluss sei in der Nacht gestiegen, und niemand wisse, warum. ';
const PARAGRAPHS = Array.from({ length: 6 }, (_, at) => `<p>${at}. ${SENTENCE.repeat(3)}</p>`).join(
  '',
);
const MENU = `<nav><ul>${'<li><a href="/x">Ressort</a></li>'.repeat(10)}</ul></nav>`;

const page = (body: string, head = '<title>Der Fluss steigt</title>') =>
  `<!doctype html><html><head>${head}</head><body>${body}</body></html>`;

describe('extractMain', () => {
  it('takes the text out of the page around it', () => {
    const { html, title } = extractMain(
      page(
        `${MENU}<div class="main"><h1>Der Fluss steigt</h1>${PARAGRAPHS}</div><footer>Impressum</footer>`,
      ),
      URL,
    );
    expect(html).toContain('5. Die Bewohner');
    expect(html).not.toMatch(/Ressort|Impressum|readability-page/);
    expect(title).toBe('Der Fluss steigt');
  });

  it('takes a short Chinese text out of the page around it', () => {
    const text = '<p>这座城市的居民说，河水在夜里上涨了，但是没有人知道为什么。</p>'.repeat(4);
    const { html } = extractMain(page(`${MENU}<article><h1>河水上涨</h1>${text}</article>`), URL);
    expect(html).toContain('河水在夜里上涨了');
    expect(html).not.toContain('Ressort');
  });

  it('keeps the classes by which captions are known', () => {
    const figure =
      '<figure class="photo"><img src="a.jpg"><span class="caption">Der Fluss</span></figure>';
    expect(
      extractMain(page(`<article>${PARAGRAPHS}${figure}${PARAGRAPHS}</article>`), URL).html,
    ).toContain('class="caption"');
  });

  it.each([
    ['the page’s address', '', 'https://news.test/river/'],
    [
      'its base, which only serves that (row 38)',
      '<base href="/other/">',
      'https://news.test/other/',
    ],
    ['an absolute base', '<base href="https://cdn.test/">', 'https://cdn.test/'],
  ])('makes links absolute by %s', (_, base, folder) => {
    const body = `<article><p><a href="more.html">mehr</a> <img src="a.jpg"></p>${PARAGRAPHS}</article>`;
    const { html } = extractMain(page(body, base), URL);
    expect(html).toContain(`href="${folder}more.html"`);
    expect(html).toContain(`src="${folder}a.jpg"`);
    expect(html).not.toContain('<base');
  });

  it('leaves links alone where no address is known', () => {
    expect(
      extractMain(page(`<article><a href="more.html">mehr</a>${PARAGRAPHS}</article>`), null).html,
    ).toContain('href="more.html"');
  });

  it('takes no text out of scripts, styles and templates (row 37)', () => {
    const inert =
      '<script>var Skript</script><style>.Stil{}</style><template><p>Vorlage</p></template><noscript>Bitte JavaScript einschalten</noscript>';
    const { html } = extractMain(page(`<article>${inert}${PARAGRAPHS}${inert}</article>`), URL);
    expect(html).not.toMatch(/Skript|Stil|Vorlage|JavaScript/);
  });

  it('puts the picture of a noscript in the place of its lazy twin', () => {
    const lazy =
      '<p><img src="data:image/gif;base64,R0lGOD" class="lazy"><noscript><img src="https://news.test/real.jpg"></noscript></p>';
    const { html } = extractMain(page(`<article>${PARAGRAPHS}${lazy}${PARAGRAPHS}</article>`), URL);
    expect(html.match(/real\.jpg/g)).toHaveLength(1);
  });

  it.each([
    ['the element that says so', '<div>Rand</div><div itemprop="articleBody">Kurz.</div>', 'Kurz.'],
    [
      'an article',
      '<div>Rand</div><article>Kurz. <a href="x.html">x</a></article>',
      'Kurz. <a href="https://news.test/river/x.html">x</a>',
    ],
    ['the body', 'Kurz.', 'Kurz.'],
  ])('falls back on %s where the page is too large for Readability', (_, body, text) => {
    const large = page(`${body}<nav>${'<br>'.repeat(41_000)}</nav>`);
    expect(extractMain(large, URL)).toEqual({ html: text, title: 'Der Fluss steigt' });
  });

  it.each([
    ['nothing', ''],
    ['scripts only', '<script>start()</script><noscript>Bitte JavaScript einschalten</noscript>'],
  ])('refuses a page of %s (row 30)', (_, body) => {
    expect(() => extractMain(page(body), URL)).toThrow(
      expect.objectContaining({ code: 'E_NO_CONTENT' }),
    );
  });

  it.each([
    ['a consent page', '<p>Bitte stimmen Sie zu.</p><button>Ja</button>', 'Bitte stimmen'],
    ['one word', '<p>Ja</p>', 'Ja'],
  ])('gives what there is of %s (row 30)', (_, body, text) => {
    expect(extractMain(page(body), URL).html).toContain(text);
  });

  it.each([
    ['20,000 unclosed paragraphs and links', '<p><a>Wort '.repeat(20_000)],
    ['a million opening brackets', '<'.repeat(1_000_000)],
    ['3 million characters in one paragraph', `<p>${'x'.repeat(3_000_000)}`],
    [
      '20,000 attributes',
      `<p ${Array.from({ length: 20_000 }, (_, at) => `a${at}=1`).join(' ')}>Text`,
    ],
    ['elements nested to the limit', `${'<div>'.repeat(250)}Text`],
  ])('gets through %s (rows 33, 35)', (_, html) => {
    expect(extractMain(guardHtml(html).html, URL).html).not.toBe('');
  });
});
