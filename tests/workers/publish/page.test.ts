import { createHash } from 'node:crypto';
import { load } from 'cheerio';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArticleRecord, Variant } from '../../../shared/article.ts';
import { renderPage, unrenderPage } from '../../../workers/publish/page.ts';
import { articleRecord, missingPicture, picture, variant } from './records.ts';

const folder = 'articles/01/a0123456789abcdef0123';

function page(overrides: Partial<ArticleRecord> = {}, body = '<p>正文。</p>', at = folder) {
  const html = renderPage({ record: articleRecord(overrides), body, folder: at });
  return { html, $: load(html) };
}

describe('page', () => {
  it('loads nothing from elsewhere and allows nothing but its own pictures and style', () => {
    const body =
      '<p><a href="https://other.test/x">外</a></p><figure><img data-picture="0"></figure>';
    const { $ } = page({ pictures: [picture(), missingPicture()] }, body);

    const policy = $('meta[http-equiv="Content-Security-Policy"]').attr('content') ?? '';
    const hash = createHash('sha256').update($('style').text()).digest('base64');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${hash}'`);
    expect(policy).toContain("base-uri 'none'; form-action 'none'");
    expect($('style')).toHaveLength(1);
    expect($('script, iframe, link[rel="stylesheet"], [style]')).toHaveLength(0);
    const loaded = $('img, source')
      .toArray()
      .flatMap((one) => [$(one).attr('src'), ...($(one).attr('srcset') ?? '').split(', ')])
      .filter((address) => address !== undefined && address !== '');
    expect(loaded.length).toBeGreaterThan(0);
    for (const address of loaded) expect(address).toMatch(/^\.\.\/\.\.\/\.\.\/pictures\//);
    expect($('style').text()).not.toMatch(/url\(|@import/);
  });

  it('shows a picture in every width with its caption, the lead at once and others later', () => {
    const body = '<figure><img data-picture="0"></figure><figure><img data-picture="1"></figure>';
    const { $ } = page({ pictures: [picture(), picture()], lead: 1 }, body);
    const [first, second] = $('figure[data-picture] img').toArray();
    const root = '../../../pictures/ab/abababababababababab';
    expect($(first).attr('srcset')).toBe(`${root}/480.webp 480w, ${root}/960.webp 960w`);
    expect($(first).attr()).toMatchObject({
      width: '1200',
      height: '800',
      alt: '港口的清晨',
      loading: 'lazy',
    });
    expect($(second).attr('loading')).toBe('eager');
    expect($('figure[data-picture="0"] figcaption').text()).toBe('渡轮在晨雾中离港。 本报图片');
  });

  it('shows an original beside smaller copies, and alone', () => {
    const own = {
      width: 700,
      height: 400,
      format: 'png',
      bytes: 9,
      path: 'originals/ab/ab.png',
    } as const;
    const figure = '<figure><img data-picture="0"></figure>';
    const shown = (...variants: Variant[]) => page({ pictures: [picture({ variants })] }, figure).$;
    const beside = shown(variant(480, 320), own);
    expect(beside('figure img').attr('srcset')).toMatch(
      /480\.webp 480w, .*originals\/ab\/ab\.png 700w$/,
    );
    expect(beside('source').length).toBe(0);
    expect(shown(own)('figure img').attr('src')).toMatch(/originals\/ab\/ab\.png$/);
  });

  it('offers every format, the one that all browsers know as the last', () => {
    const variants = [
      variant(480, 320, 'avif'),
      variant(480, 320, 'webp'),
      variant(480, 320, 'jpeg'),
    ];
    const { $ } = page(
      { pictures: [picture({ variants })] },
      '<figure><img data-picture="0"></figure>',
    );
    const types = $('picture source')
      .toArray()
      .map((source) => $(source).attr('type'));
    expect(types).toEqual(['image/avif', 'image/webp']);
    expect($('picture img').attr('src')).toMatch(/480\.jpeg$/);
  });

  it('says of a missing picture what it was, why it is missing and where it stood', () => {
    const pictures = [missingPicture({ alt: '旧码头', source: 'https://img.test/old.jpg' })];
    const body = '<figure><img data-picture="0"></figure>';
    const { $ } = page({ pictures }, body);
    const box = $('figure[data-picture="0"]');
    expect(box.find('img')).toHaveLength(0);
    expect(box.text()).toContain('图片缺失');
    expect(box.text()).toContain('旧码头');
    expect(box.text()).toContain('服务器上已没有这张图片。');
    expect(box.find('a').attr('href')).toBe('https://img.test/old.jpg');
    expect(page({ pictures, language: 'en' }, body).html).toContain(
      'there is no such page or picture',
    );
  });

  it('shows the lead above the text only where the text does not show it', () => {
    expect(page({}, '<p>正文。</p>').$('img')).toHaveLength(1);
    expect(page({}, '<figure><img data-picture="0"></figure>').$('img')).toHaveLength(1);
    expect(page({ lead: null, pictures: [] }).$('img')).toHaveLength(0);
  });

  it('shows a standfirst only where the text does not hold it', () => {
    const excerpt = '停航三个月之后，渡轮恢复。';
    const provenance = { excerpt: { rule: 'standfirst', confidence: 0.9 } };
    expect(page({ excerpt, provenance }).$('.standfirst').text()).toBe(excerpt);
    expect(
      page({ excerpt, provenance }, `<p><strong>${excerpt}</strong></p>`).$('.standfirst'),
    ).toHaveLength(0);
    expect(page({ excerpt }).$('.standfirst')).toHaveLength(0);
  });

  it('escapes whatever the record says', () => {
    const bait = '<script>alert(1)</script>"\'&';
    const { $ } = page({
      title: bait,
      outlet: { name: bait, host: null },
      authors: [bait],
      editors: [{ role: bait, name: bait }],
      section: bait,
      tags: [bait],
      excerpt: bait,
      collection: bait,
      pictures: [
        picture({ alt: bait, caption: bait, credit: bait }),
        missingPicture({ alt: bait, source: `https://x.test/${bait}` }),
      ],
      related: [{ url: `https://x.test/${bait}`, title: bait }],
      warnings: [{ code: 'W_NEW', message: bait }],
      sourceFile: { ...articleRecord().sourceFile, name: bait },
      language: 'en"><script>',
    });
    expect($('script')).toHaveLength(0);
    expect($('title').text()).toBe(bait);
    expect($('h1').text()).toBe(bait);
    expect($('figure img').attr('alt')).toBe(bait);
  });

  it('speaks the language of the article', () => {
    expect(page({ language: 'zh-Hant' }).$('footer').text()).toContain('關於這份存檔');
    expect(page({ language: 'zh-Hans' }).$('footer').text()).toContain('关于这份存档');
    const german = page({ language: 'de' }).$;
    expect(german('html').attr('lang')).toBe('de');
    expect(german('footer').attr('lang')).toBe('en');
  });

  it('writes dates in the zone they were given in, and a mere day as a day', () => {
    expect(page().$('.meta time').first().text()).toBe('2020年7月16日 20:15（UTC−04:00）');
    expect(page({ language: 'en' }).$('.meta time').text()).toBe('16 July 2020, 20:15 (UTC−04:00)');
    const provenance = { published: { rule: 'body-day', confidence: 0.7 } };
    const day = page({ provenance, published: '2020-07-09T00:00:00+00:00' }).$('.meta time');
    expect(day.text()).toBe('2020年7月9日');
    expect(day.attr('datetime')).toBe('2020-07-09');
  });

  it('lists versions on the top page, and leads from a version back to it', () => {
    const versions = ['20200716010000-aaaaaaaaaaaa', '20200717010000-0123456789ab'].map(
      (version) => ({
        version,
        captured: '2020-07-16T01:00:00.000Z',
        path: `versions/${version}/index.html`,
      }),
    );
    const top = page({ versions }).$;
    for (const { path } of versions) expect(top(`footer a[href="${path}"]`)).toHaveLength(1);
    const own = page({}, '<p>旧。</p>', `${folder}/versions/20200716010000-aaaaaaaaaaaa`).$;
    expect(own('.notice a').attr('href')).toBe('../../index.html');
    expect(own('img').attr('src')).toMatch(/^(\.\.\/){5}pictures\//);
    expect(page().html).not.toContain('versions/');
  });

  it('gives links away from the archive no referrer and links to all that lies beside it', () => {
    const body = '<p><a href="https://other.test/x">外</a></p>';
    const { $ } = page({ related: [{ url: 'https://news.test/old', title: '旧文' }] }, body);
    const away = $('a[href^="http"]').toArray();
    expect(away.length).toBeGreaterThanOrEqual(3);
    for (const link of away) expect($(link).attr('rel')).toBe('noopener noreferrer nofollow');
    const beside = $('p.formats a')
      .toArray()
      .map((link) => $(link).attr('href'));
    expect(beside).toEqual(['article.json', 'article.md', 'source.md.gz']);
  });

  it('is the same however often it is made', () => {
    expect(page().html).toBe(page().html);
  });
});

describe('the body of a page', () => {
  const text = fc.constantFrom(
    '渡轮',
    'a < b',
    '<!--body-->',
    '<!--/body-->',
    '</figure>',
    '"',
    '&amp;',
    'img data-picture="0"',
    '<a href="',
  );
  const escaped = text.map((one) =>
    one.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  );
  // As a serialiser writes attributes: quotes are escaped, `<` need not be.
  const attribute = text.map((one) => one.replaceAll('&', '&amp;').replaceAll('"', '&quot;'));
  const index = fc.integer({ min: 0, max: 4 });
  const piece = fc.oneof(
    escaped.map((one) => `<p>${one}</p>`),
    index.map((one) => `<figure><img data-picture="${one}"></figure>`),
    index.map((one) => `<p>文<img data-picture="${one}">字</p>`),
    fc.tuple(attribute, escaped).map(([href, one]) => `<p><a href="${href}">${one}</a></p>`),
    fc
      .tuple(attribute, escaped)
      .map(([title, one]) => `<p><abbr title="${title}">${one}</abbr></p>`),
    escaped.map((one) => `<figure><figcaption>${one}</figcaption></figure>`),
  );

  it('comes back out of it byte by byte', () => {
    const pictures = [
      picture({ caption: '<!--/body--></figure>', alt: '"><!--picture-->' }),
      missingPicture({ alt: '</span><!--picture--></figure>' }),
    ];
    fc.assert(
      fc.property(fc.array(piece), escaped, (pieces, title) => {
        const body = pieces.join('');
        const record = articleRecord({
          pictures,
          title: `${title}<!--body-->`,
          excerpt: '<!--/body-->',
        });
        expect(unrenderPage(renderPage({ record, body, folder }))).toBe(body);
      }),
    );
  });

  it('is refused where the page is none of ours', () => {
    expect(() => unrenderPage('<html><body>x</body></html>')).toThrow('holds no article body');
  });
});
