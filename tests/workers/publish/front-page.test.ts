import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import { CatalogEntry } from '../../../shared/article.ts';
import { picturesOf, tallyPictures } from '../../../workers/catalog/pictures.ts';
import { catalogEntry, renderFrontPage } from '../../../workers/publish/front-page.ts';
import { articleRecord, missingPicture, picture, variant } from './records.ts';

const entry = (number: number, overrides: Partial<CatalogEntry> = {}): CatalogEntry => {
  const id = `a${String(number).padStart(20, '0')}`;
  return { ...catalogEntry(articleRecord({ id })), title: `第${number}篇`, ...overrides };
};
const frontPage = (entries: CatalogEntry[], total = entries.length) =>
  renderFrontPage(entries, { total, pictures: tallyPictures(entries) });
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
  it('groups by day', () => {
    const $ = load(
      frontPage([
        entry(2, { published: '2020-07-16T01:00:00+00:00' }),
        entry(1, { published: '2020-07-15T23:00:00-04:00' }),
        entry(3, { published: '2020-07-15T01:00:00+00:00' }),
      ]),
    );
    expect(
      $('.day')
        .toArray()
        .map((day) => $(day).text()),
    ).toEqual(['2020年7月16日', '2020年7月15日']);
  });

  it('says how many there are beside those it shows', () => {
    const html = frontPage([entry(1), entry(2)], 12345);
    expect(titles(html)).toEqual(['第1篇', '第2篇']);
    expect(html).toContain('12,345');
    expect(frontPage([])).toContain('There is no article in this archive yet.');
  });

  it('links only to the articles and pictures it shows', () => {
    const $ = load(frontPage([entry(1)]));
    const links = $('a')
      .toArray()
      .map((link) => $(link).attr('href'));
    expect(new Set(links)).toEqual(new Set([entry(1).path]));
    expect($('img').attr('src')).toBe(entry(1).picture?.path);
    expect($('link, script')).toHaveLength(0);
  });

  it('speaks the language of most of its articles and marks that of each', () => {
    const $ = load(
      frontPage([
        entry(1, { language: 'zh-Hant' }),
        entry(2, { language: 'zh-Hant' }),
        entry(3, { language: 'en' }),
      ]),
    );
    expect($('html').attr('lang')).toBe('zh-Hant');
    expect($('.entry[lang="en"]')).toHaveLength(1);
  });

  it('escapes titles', () => {
    expect(titles(frontPage([entry(1, { title: '<script>x</script>' })]))).toEqual([
      '<script>x</script>',
    ]);
  });

  it('ends with what has become of the pictures, and why some are missing', () => {
    const pictures = picturesOf(articleRecord({ pictures: [picture(), missingPicture()] }));
    const $ = load(frontPage([entry(1, { pictures })]));
    expect($('footer > p').text()).toBe('图片：已保存 1 张，取自网页存档 0 张，缺失 1 张。');
    expect($('footer li').text()).toBe('1 × img.news.test 服务器上已没有这张图片。');
    expect(load(frontPage([entry(1, { pictures: [] })]))('footer').length).toBe(0);
  });
});
