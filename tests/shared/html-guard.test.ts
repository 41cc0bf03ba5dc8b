/** Rows are those of the table of bad inputs, docs/bad-inputs.md. */
import { describe, expect, it } from 'vitest';
import {
  guardHtml,
  MAX_ATTRIBUTES,
  MAX_DEPTH,
  MAX_ELEMENTS,
  MAX_SOURCE_BYTES,
} from '../../shared/html-guard.ts';

const refused = (code: string) => expect.objectContaining({ name: 'PermanentError', code });

describe('guardHtml', () => {
  it('hands an ordinary page on as it is', () => {
    const html = '<!doctype html><html><body><p class="a">Eins<br>zwei<p>drei</body></html>';
    expect(guardHtml(html)).toMatchObject({ html, isPage: true, warnings: [] });
  });

  it('lets elements nest as deep as the limit and no deeper', () => {
    expect(guardHtml('<div>'.repeat(MAX_DEPTH)).html).toHaveLength(5 * MAX_DEPTH);
    expect(() => guardHtml('<div>'.repeat(MAX_DEPTH + 1))).toThrow(refused('E_HTML_DEPTH'));
  });

  it.each([300, 100_000])('refuses %d nested div (rows 31, 32)', (count) => {
    expect(() => guardHtml('<div>'.repeat(count))).toThrow(refused('E_HTML_DEPTH'));
  });

  it.each([
    ['a comment that browsers end early', '<!-- --!>'],
    ['a CDATA section', '<![CDATA['],
    ['a CDATA section out of two', '<![CDA<![CDATA[TA['],
    ['a style within SVG', '<svg><style>'],
    ['a script within MathML', '<math><script>'],
    ['a title that a list of choices ignores', '<select><title>'],
    ['blocks within emphasis', '<b class="1">'],
  ])('finds nesting that is hidden behind %s', (_, start) => {
    expect(() => guardHtml(start + '<div>'.repeat(300))).toThrow(refused('E_HTML_DEPTH'));
  });

  it('is not fooled by end tags that a browser ignores', () => {
    expect(() => guardHtml('<li><ul></li>'.repeat(300))).toThrow(refused('E_HTML_DEPTH'));
    expect(() => guardHtml('<span><div></span>'.repeat(300))).toThrow(refused('E_HTML_DEPTH'));
  });

  it('closes elements by end tags with a slash, as browsers do', () => {
    const html = '<div>x</div/>'.repeat(300);
    expect(guardHtml(html).html).toBe(html);
  });

  it('reads scripts and comments as what they are', () => {
    const many = '<div>'.repeat(1_000);
    const html = `<script>document.write("${many}")</script><!-- ${many} --><p>Text</p>`;
    expect(guardHtml(html).html).toBe(html);
  });

  it('keeps the first attributes of an element and drops the rest (row 33)', () => {
    const names = Array.from({ length: 20_000 }, (_, at) => `a${at}="${at}"`);
    const { html, warnings } = guardHtml(
      `<p>Vorher<p ${names.join(' ')}>Text</p><img ${names.join(' ')}/>`,
    );
    expect(warnings.map(({ code }) => code)).toEqual(['W_ATTRIBUTES']);
    const kept = names.slice(0, MAX_ATTRIBUTES).join(' ');
    expect(html).toBe(`<p>Vorher<p ${kept} >Text</p><img ${kept} />`);
  });

  it.each([
    ['elements', '<br>'],
    ['paragraphs made by stray end tags', '</p>'],
  ])('refuses 300,000 %s (row 34)', (_, tag) => {
    expect(() => guardHtml(tag.repeat(300_000))).toThrow(refused('E_HTML_NODES'));
  });

  it('refuses emphasis that a browser would repeat in every paragraph without end', () => {
    const open = Array.from({ length: 200 }, (_, at) => `<b class=${at}>`).join('');
    expect(() => guardHtml(`<p>${open}</p>${'<p>x</p>'.repeat(MAX_ELEMENTS / 200)}`)).toThrow(
      refused('E_HTML_NODES'),
    );
  });

  it.each([
    ['one unclosed comment', `<p>Text</p><!-- ${'x'.repeat(100_000)}`],
    ['20,000 opened comments', '<!--'.repeat(20_000)],
    ['a million opening brackets', '<'.repeat(1_000_000)],
    ['a million unfinished end tags', '</'.repeat(1_000_000)],
    ['20,000 unclosed paragraphs and links', '<p><a>Wort '.repeat(20_000)],
    ['an attribute that never ends', `<p title="${'x'.repeat(1_000_000)}`],
  ])('gets through %s (row 35)', (_, html) => {
    expect(guardHtml(html).html).toBe(html);
  });

  it('refuses more text than an article can have', () => {
    expect(() => guardHtml('x'.repeat(MAX_SOURCE_BYTES + 1))).toThrow(refused('E_TOO_LARGE'));
  });

  it.each([
    ['a doctype', '<!DOCTYPE html><p>Text', true],
    ['a body', '<!-- x --><body><p>Text', true],
    ['a title in front', '<title>Titel</title><p>Text', true],
    ['nothing but text', '<p>Text <svg><title>Bild</title></svg>', false],
    ['a link somewhere', '<p>Text<link rel="stylesheet" href="a.css">', false],
  ])('tells by %s whether it is a whole page', (_, html, isPage) => {
    expect(guardHtml(html).isPage).toBe(isPage);
  });

  it('finds what the page says about its own address', () => {
    const html = `<!-- saved from url=(0031)https://news.test/saved?a=1&b=2 --><!--
 Page saved with SingleFile
 url: https://news.test/single
 saved date: Mon Nov 23 2026 -->
      <head><link href=" https://news.test/canonical?a=1&amp;b=2 " rel="nofollow CANONICAL">
      <meta property='og:url' content=https://news.test/og><link rel="canonical" href="https://news.test/second"></head>`;
    expect(guardHtml(html)).toMatchObject({
      savedFrom: 'https://news.test/saved?a=1&b=2',
      singleFile: 'https://news.test/single',
      canonical: 'https://news.test/canonical?a=1&b=2',
      ogUrl: 'https://news.test/og',
    });
  });

  it('believes no address that stands in the text', () => {
    const html =
      '<p>&lt;link rel="canonical" href="https://news.test/"&gt;</p><script>"<link rel=canonical href=https://evil.test/>"</script>';
    expect(guardHtml(html).canonical).toBeNull();
  });
});
