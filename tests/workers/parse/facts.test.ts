/** Rows are those of the table of bad inputs, docs/bad-inputs.md. */
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../shared/article.ts';
import { pageFacts } from '../../../workers/parse/facts.ts';

const of = (html: string, field: Fact['field']) =>
  pageFacts(html)
    .facts.filter((fact) => fact.field === field)
    .map(({ rule, value }) => [rule, value]);

const ld = (content: unknown) =>
  `<script type="application/ld+json">${typeof content === 'string' ? content : JSON.stringify(content)}</script>`;

describe('pageFacts', () => {
  it('gives every title, strongest first', () => {
    const html = `<html><head><title>河水上涨 - 日报</title>
      <meta name="twitter:title" content="河水"><meta property="og:title" content="河水上涨">
      ${ld({ '@type': 'NewsArticle', headline: '河水  上涨了' })}</head>
      <body><h1> 河水\n<em>上涨</em> </h1></body></html>`;
    expect(of(html, 'title')).toEqual([
      ['json-ld:headline', '河水 上涨了'],
      ['og:title', '河水上涨'],
      ['twitter:title', '河水'],
      ['h1', '河水 上涨'],
      ['title', '河水上涨 - 日报'],
    ]);
  });

  it('gives dates as written, sane or not (row 40)', () => {
    const html = `<meta property="article:published_time" content="2020-02-31"><meta name="pubdate" content="heute">
      <meta itemprop="dateModified" content="9999-01-01"><time datetime="0000-00-00">früher</time>`;
    expect(of(html, 'published')).toEqual([
      ['article:published_time', '2020-02-31'],
      ['meta:pubdate', 'heute'],
      ['time', '0000-00-00'],
    ]);
    expect(of(html, 'modified')).toContainEqual(['itemprop:dateModified', '9999-01-01']);
  });

  it('names people however the structured data has them', () => {
    const html = ld({
      '@graph': [
        { '@type': ['NewsArticle'], author: ['王平', { name: '李安' }, { '@id': '#p' }] },
        { '@type': 'Person', '@id': '#p', name: 'Ana Ruiz' },
      ],
    });
    expect(of(html, 'author')).toEqual([
      ['json-ld:author', '王平'],
      ['json-ld:author', '李安'],
      ['json-ld:author', 'Ana Ruiz'],
    ]);
  });

  it('gives the authors of meta, microdata and links', () => {
    const html = `<meta name="Author" content="王平"><meta name="dc.creator" content="W. P.">
      <span itemprop="author"><b>von</b> <span itemprop="name">Ana Ruiz</span></span><a rel="author" href="/ana">Ana</a>`;
    expect(of(html, 'author')).toEqual([
      ['meta:author', '王平'],
      ['meta:dc.creator', 'W. P.'],
      ['itemprop:author', 'Ana Ruiz'],
      ['rel:author', 'Ana'],
    ]);
  });

  it('splits lists of tags, in both scripts', () => {
    const html = `<meta name="keywords" content="河水，上涨、城市;river, rise"><meta property="article:tag" content="水">`;
    expect(of(html, 'tag').map(([, value]) => value)).toEqual([
      '水',
      '河水',
      '上涨',
      '城市',
      'river',
      'rise',
    ]);
  });

  it('gives language, site, section, excerpt and pictures', () => {
    const html = `<html lang="zh-Hant"><meta property="og:site_name" content="日報"><meta property="article:section" content="城市">
      <meta name="description" content="Der Fluss."><meta property="og:image" content="https://news.test/a.jpg">
      ${ld({ '@type': 'Article', image: [{ '@type': 'ImageObject', url: 'https://news.test/b.jpg' }], publisher: { name: 'Verlag' } })}`;
    expect(of(html, 'language')).toEqual([['html:lang', 'zh-Hant']]);
    expect(of(html, 'site')).toEqual([
      ['og:site_name', '日報'],
      ['json-ld:publisher', 'Verlag'],
    ]);
    expect(of(html, 'section')).toEqual([['article:section', '城市']]);
    expect(of(html, 'excerpt')).toEqual([['meta:description', 'Der Fluss.']]);
    expect(of(html, 'picture')).toEqual([
      ['og:image', 'https://news.test/a.jpg'],
      ['json-ld:image', 'https://news.test/b.jpg'],
    ]);
  });

  it('believes only the description of the page’s own article', () => {
    const html =
      ld({ '@type': 'Organization', name: 'Verlag' }) +
      ld({
        '@type': 'WebPage',
        name: 'Startseite',
        mainEntity: {
          '@type': 'https://schema.org/NewsArticle',
          headline: 'Der Fluss',
          author: 'A',
        },
      }) +
      ld({ '@type': 'NewsArticle', headline: 'Ein anderer', author: 'B' }) +
      ld({ '@type': 'ReportageNewsArticle', headline: 'Der Fluss', datePublished: '2020-09-13' });
    expect(of(html, 'title')).toEqual([['json-ld:headline', 'Der Fluss']]);
    expect(of(html, 'author')).toEqual([['json-ld:author', 'A']]);
    expect(of(html, 'published')).toEqual([['json-ld:datePublished', '2020-09-13']]);
  });

  it('takes the description of the page where none of an article is there', () => {
    expect(of(ld({ '@type': 'WebPage', datePublished: '2020-09-13' }), 'published')).toEqual([
      ['json-ld:datePublished', '2020-09-13'],
    ]);
  });

  it.each([
    ['line ends in its texts', '{"@type":"NewsArticle","headline":"Der\nFluss"}'],
    [
      'a CDATA section around it',
      '//<![CDATA[\n{"@type":"NewsArticle","headline":"Der Fluss"}\n//]]>',
    ],
    ['a comment around it', '<!-- {"@type":"NewsArticle","headline":"Der Fluss"} -->'],
  ])('reads structured data with %s', (_, content) => {
    expect(of(ld(content), 'title')).toEqual([['json-ld:headline', 'Der Fluss']]);
  });

  it.each([
    ['is no JSON', '{"@type":"NewsArticle",}'],
    ['is cut off', '{"@type":"NewsArticle","headline":"Der'],
    ['has 5 MB', JSON.stringify({ '@type': 'NewsArticle', headline: 'x'.repeat(5_000_000) })],
    [
      'is nested deep',
      `{"@type":"NewsArticle","headline":"x","a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    ],
    [
      'reaches for the prototype',
      '{"@type":"NewsArticle","headline":"x","__proto__":{"polluted":1}}',
    ],
  ])('skips structured data that %s, with a warning (row 39)', (_, content) => {
    const { facts, warnings } = pageFacts(`<title>Titel</title>${ld(content)}`);
    expect(facts).toEqual([{ field: 'title', rule: 'title', value: 'Titel' }]);
    expect(warnings.map(({ code }) => code)).toEqual(['W_JSONLD']);
  });

  it('warns of nothing where all structured data can be used', () => {
    expect(pageFacts(ld([]) + ld({ '@type': 'BreadcrumbList' })).warnings).toEqual([]);
  });

  it('gives what a page says a thousand times no more often than it can matter (rows 29, 36)', () => {
    const { facts } = pageFacts(
      `${'<meta name="author" content="A"><h1>x</h1>'.repeat(1_000)}<meta name="byl" content="${' '.repeat(100_000)}x">${Array.from({ length: 1_000 }, (_, at) => `<time datetime="${at}">`).join('')}`,
    );
    expect(facts.filter(({ rule }) => rule === 'meta:author')).toHaveLength(1);
    expect(facts.filter(({ rule }) => rule === 'time')).toHaveLength(100);
  });
});
