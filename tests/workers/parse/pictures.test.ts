import { describe, expect, it } from 'vitest';
import { LONG, parsed } from './article.ts';

const NEWS = { url: 'https://news.test/2020/story' };
const pictures = async (html: string, overrides = {}) =>
  (await parsed(LONG + html, { ...NEWS, ...overrides })).pictures;
const candidates = async (html: string, overrides = {}) =>
  (await pictures(html, overrides)).map((picture) => picture.candidates);

describe('pictures', () => {
  it('stand in the text where they stood, as figures of their own', async () => {
    const { body } = await parsed(
      '<p>One <img src="https://n.test/1.jpg"> two</p><h2>A <img src="https://n.test/2.jpg"></h2>',
    );

    expect(body).toBe(
      '<p>One</p><figure><img data-picture="0"></figure><p>two</p><h2>A</h2><figure><img data-picture="1"></figure>',
    );
  });

  it('are tried widest first', async () => {
    const html = '<img src="/s.jpg" srcset="/300.jpg 300w, /1200.jpg 1200w, /600.jpg 600w">';

    expect(await candidates(html)).toEqual([
      ['1200', '600', '300', 's'].map((name) => `https://news.test/${name}.jpg`),
    ]);
  });

  it('survive a srcset that breaks the syntax', async () => {
    const html = '<img src="/s.jpg" srcset="/a b.jpg 300w 2x, , /c.jpg 600q">';

    expect((await candidates(html))[0]).toContain('https://news.test/s.jpg');
  });

  it('are found behind lazy loaders, in picture elements and behind the link that zooms', async () => {
    expect(
      await candidates('<img src="data:image/gif;base64,R0lGOD" data-src="/lazy.jpg">'),
    ).toEqual([['https://news.test/lazy.jpg']]);
    expect(
      await candidates('<picture><source srcset="/w.webp 900w"><img src="/s.jpg"></picture>'),
    ).toEqual([['https://news.test/w.webp', 'https://news.test/s.jpg']]);
    expect(await candidates('<a href="/big.JPG?x"><img src="/s.jpg"></a>')).toEqual([
      ['https://news.test/big.JPG?x', 'https://news.test/s.jpg'],
    ]);
  });

  it('are taken from noscript where the visible one is a placeholder, and only once', async () => {
    const html =
      '<p><img src="data:image/svg+xml,%3Csvg%3E"><noscript><img src="/real.jpg"></noscript></p><noscript><img src="/alone.jpg"></noscript>';

    expect(await candidates(html)).toEqual([
      ['https://news.test/real.jpg'],
      ['https://news.test/alone.jpg'],
    ]);
  });

  it('that are named twice are shown once, with what either says', async () => {
    const found = await parsed(
      '<img src="https://n.test/1.jpg"><p>Text between.</p><figure><img src="http://n.test/1.jpg#x"><figcaption>A pier</figcaption></figure>',
    );

    expect(found.pictures).toHaveLength(1);
    expect(found.pictures[0]?.caption).toBe('A pier');
    expect(found.body.match(/<img/g)).toHaveLength(1);
  });

  it('that are counters, lines or icons are none', async () => {
    const html = [
      '<img src="https://n.test/t.gif" width="1" height="1">',
      '<img src="https://ir-na.amazon-adsystem.com/e/ir?t=x">',
      '<img src="https://n.test/_1_1px_white_line.png">',
      '<img src="/rfa_resources/graphics/icon-zoom.png">',
      '<img src="">',
      '<img src="https://th">',
    ].join('');

    expect(await pictures(html)).toEqual([]);
  });

  it('of full width are no counters', async () => {
    expect(await pictures('<img src="/a.jpg" width="100%" height="2%">')).toHaveLength(1);
  });

  it('that stand for a character leave the character', async () => {
    const { body, pictures: found } = await parsed(
      '<p>Hello<img class="wp-smiley" src="https://s.w.org/images/core/emoji/12/72x72/1f602.png" alt="😂"><img src="https://s.w.org/images/core/emoji/12/72x72/1f603.png"></p>',
    );

    expect(body).toBe('<p>Hello😂</p>');
    expect(found).toEqual([]);
  });

  it('inside the page itself stay when they are real ones', async () => {
    const real = `data:image/png;base64,${'iVBORw0KGgo'.repeat(300)}`;
    const [picture, ...others] = await pictures(
      `<img src="${real}"><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><img src="data:image/svg+xml;base64,${'A'.repeat(900)}">`,
    );

    expect(others).toEqual([]);
    expect(picture?.candidates).toEqual([real]);
    expect(picture?.source.length).toBeLessThan(real.length);
  });

  it('are never placeholders that a real one will replace', async () => {
    expect(
      await candidates('<img src="/img/loading.gif" data-original="/a.jpg"><img src="/b/1x1.png">'),
    ).toEqual([['https://news.test/a.jpg']]);
  });

  it('are found in attributes that hold JSON, and not in those that hold something else', async () => {
    expect(
      await candidates(
        `<img src="data:image/gif;base64,R0lGOD" data-image="12" data-image-dataset='{"url":"/w.jpg"}'>`,
      ),
    ).toEqual([['https://news.test/w.jpg']]);
  });

  it('are tried at the widest that is useful first, and at what is wider last', async () => {
    const html = '<img src="/s.jpg" srcset="/6000.jpg 6000w, /3000.jpg 3000w, /600.jpg 600w">';

    expect(await candidates(html)).toEqual([
      ['3000', '600', '6000', 's'].map((name) => `https://news.test/${name}.jpg`),
    ]);
  });

  it('are asked for at their publisher before any proxy, and larger before smaller', async () => {
    const html = '<img src="https://i1.wp.com/n.test/a-300x200.png?resize=300%2C200&ssl=1">';

    expect(await candidates(html)).toEqual([
      [
        'https://n.test/a.png',
        'https://n.test/a-300x200.png',
        'https://i1.wp.com/n.test/a-300x200.png?resize=300%2C200&ssl=1',
      ],
    ]);
  });

  it('of a page may also be had where the page names it for sharing', async () => {
    const page = (image: string, text: string) =>
      `<html><head><title>Ferry</title><meta property="og:image" content="${image}"></head><body><article>${LONG.repeat(4)}${text}</article></body></html>`;
    const of = async (image: string, text: string) =>
      parsed(page(image, text), { ...NEWS, format: 'page' });
    const twin = await of('https://cdn.test/large/ferry-1.jpg', '<img src="/small/ferry-1.jpg">');
    const other = await of('https://cdn.test/large/pier-2.jpg', '<img src="/small/ferry-1.jpg">');
    const only = await of('https://cdn.test/large/ferry-1.jpg', '');
    const sign = await of('https://cdn.test/logo.png', '');
    const whole = await of(`data:image/png;base64,${'iVBORw0KGgo'.repeat(300)}`, '');

    expect(twin.pictures.map((picture) => picture.candidates)).toEqual([
      ['https://news.test/small/ferry-1.jpg', 'https://cdn.test/large/ferry-1.jpg'],
    ]);
    expect(other.pictures.map((picture) => picture.candidates)).toEqual([
      ['https://news.test/small/ferry-1.jpg'],
    ]);
    expect(only.pictures.map((picture) => picture.candidates)).toEqual([
      ['https://cdn.test/large/ferry-1.jpg'],
    ]);
    expect(only.body).toMatch(/^<figure><img data-picture="0"><\/figure><p>/);
    expect(sign.pictures).toEqual([]);
    expect(whole.pictures).toEqual([]);
  });

  it('that stand above the text stay when the text is cut out of the page around it', async () => {
    const html = `<div class="main"><div class="head-img-wrap"><img class="head-img" src="/lead.jpg"></div><a class="avatar" href="/u/1"><img src="/face.jpg"></a><div id="article-content">${LONG}<img src="/1.jpg"></div><div class="hero-teaser"><img src="/next.jpg"></div></div>`;
    const { body, pictures: found } = await parsed(html, NEWS);

    expect(found.map((picture) => picture.source)).toEqual(['/lead.jpg', '/1.jpg']);
    expect(body).toMatch(/^<figure><img data-picture="0"><\/figure><p>/);
  });

  it('beyond the two hundredth are left out, with one warning', async () => {
    const many = Array.from({ length: 230 }, (_, at) => `<img src="/${at}.jpg">`).join('');
    const article = await parsed(LONG + many, NEWS);

    expect(article.pictures).toHaveLength(200);
    expect(article.body.match(/<img/g)).toHaveLength(200);
    expect(article.warnings.map(({ code }) => code)).toEqual(['W_IMAGE_COUNT']);
  });

  it('cannot be forged by the source', async () => {
    const { body } = await parsed(
      `${LONG}<figure><img data-picture="7"></figure><figure><p data-picture="0">text</p></figure>`,
    );

    expect(body).not.toContain('data-picture');
    expect(body).toContain('<p>text</p>');
  });
});
