import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import { CatalogEntry } from '../../../shared/article.ts';
import { picturesOf } from '../../../workers/catalog/pictures.ts';
import { catalogEntry, renderFrontPage } from '../../../workers/publish/front-page.ts';
import { articleRecord, missingPicture, picture, variant } from './records.ts';

const entry = (number: number, overrides: Partial<CatalogEntry> = {}): CatalogEntry => {
  const id = `a${String(number).padStart(20, '0')}`;
  return { ...catalogEntry(articleRecord({ id })), title: `第${number}篇`, ...overrides };
};
const titles = (html: string) => {
  const $ = load(html);
  return $('h3')
    .toArray()
    .map((one) => $(one).text());
};

describe('catalog entry', () => {
  it('fits its schema and has the narrowest variant of the lead picture', () => {
    const record = articleRecord({
      pictures: [missingPicture(), picture({ variants: [variant(960, 640), variant(480, 320)] })],
      lead: 1,
    });
    const made = catalogEntry(record);
    expect(CatalogEntry.parse(made)).toEqual(made);
    expect(made.picture?.width).toBe(480);
    expect(made.path).toBe('articles/01/a0123456789abcdef0123/index.html');
    expect(catalogEntry(articleRecord({ pictures: [missingPicture()] })).picture).toBeNull();
    expect(catalogEntry(articleRecord({ pictures: [], lead: null })).picture).toBeNull();
  });
});

describe('front page', () => {
  it('shows the newest first, by publication or else capture, in any order of arrival', () => {
    const entries = [
      entry(1, { published: '2020-07-15T23:00:00-04:00' }),
      entry(2, { published: '2020-07-16T10:00:00+08:00' }),
      entry(3, { published: null, captured: '2020-07-17T00:00:00.000Z' }),
      entry(5, { published: '2020-07-14T00:00:00+00:00' }),
      entry(4, { published: '2020-07-14T00:00:00+00:00' }),
    ];
    const html = renderFrontPage(entries, 5);
    expect(titles(html)).toEqual(['第3篇', '第1篇', '第2篇', '第4篇', '第5篇']);
    expect(renderFrontPage([...entries].reverse(), 5)).toBe(html);
  });

  it('groups by day', () => {
    const $ = load(
      renderFrontPage(
        [
          entry(1, { published: '2020-07-15T23:00:00-04:00' }),
          entry(2, { published: '2020-07-16T01:00:00+00:00' }),
          entry(3, { published: '2020-07-15T01:00:00+00:00' }),
        ],
        3,
      ),
    );
    expect(
      $('.day')
        .toArray()
        .map((day) => $(day).text()),
    ).toEqual(['2020年7月16日', '2020年7月15日']);
  });

  it('shows a hundred and says how many there are', () => {
    const entries = Array.from({ length: 130 }, (_, number) => entry(number));
    const html = renderFrontPage(entries, 12345);
    expect(titles(html)).toHaveLength(100);
    expect(html).toContain('12,345');
    expect(renderFrontPage([], 0)).toContain('There is no article in this archive yet.');
  });

  it('links only to the articles and pictures it shows', () => {
    const $ = load(renderFrontPage([entry(1)], 1));
    const links = $('a')
      .toArray()
      .map((link) => $(link).attr('href'));
    expect(new Set(links)).toEqual(new Set([entry(1).path]));
    expect($('img').attr('src')).toBe(entry(1).picture?.path);
    expect($('link, script')).toHaveLength(0);
  });

  it('speaks the language of most of its articles and marks that of each', () => {
    const $ = load(
      renderFrontPage(
        [
          entry(1, { language: 'zh-Hant' }),
          entry(2, { language: 'zh-Hant' }),
          entry(3, { language: 'en' }),
        ],
        3,
      ),
    );
    expect($('html').attr('lang')).toBe('zh-Hant');
    expect($('.entry[lang="en"]')).toHaveLength(1);
  });

  it('escapes titles', () => {
    expect(titles(renderFrontPage([entry(1, { title: '<script>x</script>' })], 1))).toEqual([
      '<script>x</script>',
    ]);
  });

  it('ends with what has become of the pictures, and why some are missing', () => {
    const pictures = picturesOf(articleRecord({ pictures: [picture(), missingPicture()] }));
    const $ = load(renderFrontPage([entry(1, { pictures })], 1));
    expect($('footer > p').text()).toBe('图片：已保存 1 张，取自网页存档 0 张，缺失 1 张。');
    expect($('footer li').text()).toBe('1 × img.news.test 服务器上已没有这张图片。');
    expect(load(renderFrontPage([entry(1, { pictures: [] })], 1))('footer').length).toBe(0);
  });
});
