import { describe, expect, it } from 'vitest';
import { DescribedArticle } from '../../shared/article.ts';
import { metadata } from '../../workers/metadata.ts';
import { header, illustratedArticle, pureContext } from './metadata/articles.ts';

describe('metadata', () => {
  it('describes an article and names the rule behind every field it found', async () => {
    const article = illustratedArticle({
      url: 'https://www.rfa.org/mandarin/yataibaodao/jingmao/ql2-07162020073746.html',
      body: '<p>渡轮在晨雾里离开港口，人们说这是几个月来头一次，码头上的小贩也回来了。</p>',
      lifted: [{ what: 'byline', text: '记者：林小舟 责编：何望 网编：秋白' }],
    });

    const { description, warnings } = await metadata(article, pureContext);

    expect(description).toMatchObject({
      title: '港口重开首日',
      outlet: { name: '自由亚洲电台', host: 'rfa.org' },
      language: 'zh-Hans',
      published: '2020-07-16T07:37:46-04:00',
      modified: null,
      authors: ['林小舟'],
      editors: [
        { role: '责编', name: '何望' },
        { role: '网编', name: '秋白' },
      ],
      section: '经贸',
      words: 32,
      readingMinutes: 1,
      lead: null,
    });
    expect(warnings).toEqual([]);
    expect(Object.keys(description.provenance).sort()).toEqual([
      'authors',
      'captured',
      'editors',
      'excerpt',
      'language',
      'outlet',
      'published',
      'section',
      'title',
    ]);
    expect(description.provenance.captured).toEqual({ rule: 'header', confidence: 1 });
  });

  it('leaves unknown what nobody says', async () => {
    const nothing = illustratedArticle({ url: null, header: header({}), body: '' });
    const article = await metadata(nothing, pureContext);
    expect(article.description).toMatchObject({
      title: '港口重开',
      outlet: { name: null, host: null },
      language: null,
      published: null,
      authors: [],
      editors: [],
      section: null,
      tags: [],
      excerpt: null,
      words: 0,
      readingMinutes: 0,
    });
    expect(article.warnings.map(({ code }) => code)).toEqual(['W_TITLE']);
  });

  it('keeps the warnings of earlier stages and fits its schema', async () => {
    const earlier = { code: 'W_CHARSET', message: 'x' };
    const article = illustratedArticle({
      warnings: [earlier],
      lifted: [{ what: 'date', text: '2020-02-31' }],
    });
    const described = await metadata(article, pureContext);
    expect(described.warnings.map(({ code }) => code)).toEqual(['W_CHARSET', 'W_DATE']);
    expect(DescribedArticle.parse(described)).toEqual(described);
  });
});
