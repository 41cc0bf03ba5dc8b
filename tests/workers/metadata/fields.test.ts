import { describe, expect, it } from 'vitest';
import { findExcerpt } from '../../../workers/metadata/excerpt.ts';
import { findLead } from '../../../workers/metadata/lead.ts';
import { findOutlet } from '../../../workers/metadata/outlet.ts';
import { findSection } from '../../../workers/metadata/section.ts';
import { findTags } from '../../../workers/metadata/tags.ts';
import { measure } from '../../../workers/metadata/words.ts';
import { metadata } from '../../../workers/metadata.ts';
import { testContext } from '../../helpers/context.ts';
import { missingPicture, picture } from '../publish/records.ts';
import { clues, header, illustratedArticle, outlet } from './articles.ts';

describe('excerpt', () => {
  const sentence = '第一班渡轮在清晨六点离港，船上坐满了赶早的人，码头上的小贩也回来了。';

  it('is the standfirst, whole', () => {
    const standfirst = sentence.repeat(12);
    const found = findExcerpt(clues({ lifted: [{ what: 'standfirst', text: standfirst }] }));
    expect(found).toMatchObject({ value: standfirst, rule: 'standfirst' });
  });

  it('is else the first paragraph that is neither heading, list nor dateline', () => {
    const body = `<h2>${sentence}</h2><ul><li>${sentence}</li></ul><p>港口电</p><p>AT&amp;amp;T：${sentence}</p>`;
    expect(findExcerpt(clues({ body }))?.value).toBe(`AT&amp;T：${sentence}`);
  });

  it('is not the title once more', () => {
    const title = '港口重开首日：渡轮恢复通航，船票半价，市民排起长队';
    const body = `<p>视频：${title}</p><p>${sentence}</p>`;
    expect(findExcerpt(clues({ body, header: header({ title }) }))?.value).toBe(sentence);
  });

  it.each([
    ['a second title', '—— 谈一谈这座等了整整一个冬天的港口和它的渡轮'],
    ['a note in brackets', '（这是一段关于渡轮和码头的很有名的老歌的视频，请先看）'],
    ['what points elsewhere', '前情提要：“渡轮停航三个月”，船员说：“等到春天再说吧！” | 海港故事'],
    ['the beginning of a list', '以下是几位乘客在第一班渡轮上对我们记者说的话，由编辑摘录：'],
    [
      'a single link',
      '<a href="https://news.test/v">视频：第一班渡轮离开港口的时候码头上的人们</a>',
    ],
  ])('does not begin with %s', (_, line) => {
    const body = `<p>${line}</p><p>${sentence}</p>`;
    expect(findExcerpt(clues({ body }))?.value).toBe(sentence);
  });

  it('does not take a word of the template for a standfirst', () => {
    const lifted = [{ what: 'standfirst' as const, text: 'More' }];
    expect(findExcerpt(clues({ body: `<p>${sentence}</p>`, lifted }))?.value).toBe(sentence);
  });

  it('and the length are those of the captions where these are all the text', async () => {
    const pictures = [picture({ caption: sentence }), picture({ caption: '港口' })];
    const body = '<figure><img data-picture="0"></figure><figure><img data-picture="1"></figure>';
    const article = illustratedArticle({ body, pictures });
    const { description } = await metadata(article, testContext());
    expect(description).toMatchObject({ excerpt: sentence, words: 31 + 2 });
  });

  it('ends with a sentence near 200 characters', () => {
    const body = `<p>${sentence.repeat(12)}</p>`;
    const excerpt = findExcerpt(clues({ body }))?.value ?? '';
    expect(excerpt.endsWith('。')).toBe(true);
    expect(excerpt.length).toBeGreaterThan(150);
    expect(excerpt.length).toBeLessThanOrEqual(240);
  });

  it('keeps the closing quote, and does not take a full stop within a number for an end', () => {
    const chinese = `<p>${'船长说了很久的话'.repeat(18)}：“港口开了。”${'人们都在听'.repeat(40)}</p>`;
    expect(findExcerpt(clues({ body: chinese }))?.value.endsWith('港口开了。”')).toBe(true);
    const english = `<p>${'The harbour opened again '.repeat(7)}at 3.5 knots ${'and on '.repeat(40)}</p>`;
    expect(findExcerpt(clues({ body: english }))?.value).toMatch(/3\.5 knots .*(?:and|on)…$/);
  });

  it('is null where there is no text', () => {
    expect(findExcerpt(clues({ body: '<figure><img data-picture="0"></figure>' }))).toBeNull();
  });
});

describe('words', () => {
  it('counts Chinese characters and runs of other letters', () => {
    expect(measure('港口重开，ferry No. 2 left at 6:30。').words).toBe(4 + 6);
    expect(measure("the pier's well-known tea").words).toBe(4);
    expect(measure('𠮷野家へ行く').words).toBe(6);
    expect(measure('，。！ — …')).toEqual({ words: 0, readingMinutes: 0 });
  });

  it('reads 400 Chinese characters or 230 words a minute, never less than one', () => {
    expect(measure('港'.repeat(4000)).readingMinutes).toBe(10);
    expect(measure('harbour '.repeat(2300)).readingMinutes).toBe(10);
    expect(measure('港'.repeat(2000) + ' harbour'.repeat(1150)).readingMinutes).toBe(10);
    expect(measure('港').readingMinutes).toBe(1);
  });
});

describe('outlet', () => {
  it('is what our own file calls it, else what the page calls itself, else its host', () => {
    const facts = [{ field: 'site' as const, rule: 'og:site_name', value: 'Harbour Post' }];
    expect(findOutlet(clues({ facts }, outlet()))?.value.name).toBe('海港日报');
    expect(findOutlet(clues({ facts }))?.value).toEqual({
      name: 'Harbour Post',
      host: 'news.test',
    });
    expect(findOutlet(clues({ url: 'https://www.news.test:8443/x' }))?.value).toEqual({
      name: null,
      host: 'news.test',
    });
    expect(findOutlet(clues({ url: null }))).toBeNull();
  });

  it('takes the name of a feed only where the host has it too', () => {
    const named = (url: string) => {
      const front = { tags: ['Harbour'], categories: ['Harbour'] };
      return findOutlet(clues({ url, header: header({ front }) }))?.value.name;
    };
    expect(named('https://harbour.test/1')).toBe('Harbour');
    expect(named('https://news.test/1')).toBeNull();
  });
});

describe('section', () => {
  const of = (url: string, title = '港口重开') =>
    findSection(clues({ url, header: header({ title }) }))?.value ?? null;

  it('reads the word or the code in the address', () => {
    expect(of('https://www.rfa.org/mandarin/yataibaodao/jingmao/x-1.html')).toBe('经贸');
    expect(of('https://www.rfa.org/mandarin/yataibaodao/whatever/x-1.html')).toBeNull();
    expect(of('https://cn.nytimes.com/opinion/20200717/harbour/')).toBe('观点与评论');
    expect(of('https://www.rfi.fr/cn/%E6%B8%AF%E6%BE%B3%E5%8F%B0/20200718-x')).toBe('港澳台');
    expect(of('https://www.rfi.fr/cn/%E6%B8/20200718-x')).toBeNull();
    expect(of('https://www.rfi.fr/cn/contenu/20200718-x')).toBeNull();
  });

  it('reads the column and the programme of a title', () => {
    expect(of('https://chinadigitaltimes.net/chinese/1', '【港口档案】重开')).toBe('港口档案');
    expect(of('https://www.rfi.fr/cn/x', '港口为何重开 - 要闻解说')).toBe('要闻解说');
    expect(of('https://news.test/x', '港口 - 为何重开')).toBeNull();
  });

  it('is never the outlet itself', () => {
    const front = { categories: ['海港日报', '本埠'] };
    expect(findSection(clues({ header: header({ front }) }, outlet()))?.value).toBe('本埠');
  });
});

describe('tags', () => {
  it('takes those of the text before those of the post, each once, without the outlet', () => {
    const front = { tags: ['海港日报', '交通，渡轮', 'Ferry', 'ferry'] };
    const lifted = [
      { what: 'tag' as const, text: '港口' },
      { what: 'tag' as const, text: '#通航' },
    ];
    const post = clues({ header: header({ front }) }, outlet());
    expect(findTags(post)?.value).toEqual(['交通', '渡轮', 'ferry']);
    expect(findTags(clues({ lifted, header: header({ front }) }))?.value).toEqual(['港口', '通航']);
    expect(findTags(clues())).toBeNull();
  });
});

describe('lead', () => {
  it('is the first picture that can be shown, else the first', () => {
    expect(findLead([missingPicture(), picture()])).toBe(1);
    expect(findLead([missingPicture(), picture({ status: 'rescued' })])).toBe(1);
    expect(findLead([missingPicture(), missingPicture()])).toBe(0);
    expect(findLead([])).toBeNull();
  });
});
