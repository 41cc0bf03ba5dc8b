import { describe, expect, it } from 'vitest';
import type { IllustratedArticle } from '../../../shared/article.ts';
import { findCredits } from '../../../workers/metadata/credits.ts';
import type { Outlet } from '../../../workers/outlets/outlet.ts';
import { clues, header, outlet } from './articles.ts';

function people(overrides: Partial<IllustratedArticle>, of: Outlet | null = outlet()) {
  const { authors, editors } = findCredits(clues(overrides, of));
  return {
    authors: authors?.value ?? [],
    editors: (editors?.value ?? []).map(({ role, name }) => `${role} ${name}`),
  };
}

const byline = (text: string) => people({ lifted: [{ what: 'byline', text }] });

describe('credits', () => {
  it('reads reporter, editor and web editor of one line', () => {
    expect(byline('记者：林小舟     责编：何望 嘉言    网编：秋白')).toEqual({
      authors: ['林小舟'],
      editors: ['责编 何望', '责编 嘉言', '网编 秋白'],
    });
  });

  it.each([
    ['记者 林小舟; 审校 何望', ['林小舟'], ['审校 何望']],
    [
      '编译 林小舟/何望；审校 秋白/苏青',
      [],
      ['编译 林小舟', '编译 何望', '审校 秋白', '审校 苏青'],
    ],
    ['编译/审校 林小舟/何望', [], ['编译/审校 林小舟', '编译/审校 何望']],
    ['发稿 林小舟 审校 何望', ['林小舟'], ['审校 何望']],
    ['（译者：林小舟/核稿：何望）', [], ['译者 林小舟', '核稿 何望']],
    ['译者/林小舟', [], ['译者 林小舟']],
    ['翻译：林小舟、Mary Ann Poe', [], ['翻译 林小舟', '翻译 Mary Ann Poe']],
    ['文/林小舟', ['林小舟'], []],
    ['作者：香港特约记者 林小舟', ['林小舟'], []],
    ['采访记者： Mary Ann Poe', ['Mary Ann Poe'], []],
    ['記者：林小舟 責編：何望', ['林小舟'], ['責編 何望']],
    [
      '海港电台记者林小舟华盛顿报道   责编：何望   网编：秋白',
      ['林小舟'],
      ['责编 何望', '网编 秋白'],
    ],
    [
      '海港电台记者林小舟 何望台北报导 责编 秋白 苏青 网编 嘉言',
      ['林小舟', '何望'],
      ['责编 秋白', '责编 苏青', '网编 嘉言'],
    ],
    ['海港电台记者 林小舟 台北报导 责编：何望', ['林小舟'], ['责编 何望']],
    ['（注：作者是港口的常客。责编邮箱a.b@news.test）', [], []],
    ['本文编辑林小舟 Lin@news.test', [], ['编辑 林小舟']],
    ['By Jane Doe and John Roe', ['Jane Doe', 'John Roe'], []],
    ['Reporting by Jane Doe; Editing by John Roe', ['Jane Doe'], ['Editing by John Roe']],
  ])('reads %s', (line, authors, editors) => {
    expect(byline(line)).toEqual({ authors, editors });
  });

  it.each([
    ['林小舟／何望（通讯社，电台）', ['林小舟', '何望']],
    ['null 林小舟 （采访记者）', ['林小舟']],
    ['林小舟（综合报道）', ['林小舟']],
    ['JANE DOE,JANE DOE', ['JANE DOE']],
    ['《海港日报》', []],
    ['海港日报 中文网', []],
  ])('takes the lifted line %s for names although it has no label', (line, authors) => {
    expect(byline(line).authors).toEqual(authors);
  });

  it('keeps the agencies behind the names as sources', () => {
    expect(byline('林小舟／何望（海港社、渡轮通讯社）')).toEqual({
      authors: ['林小舟', '何望'],
      editors: ['来源 海港社', '来源 渡轮通讯社'],
    });
    expect(byline('林小舟（综合报道）').editors).toEqual([]);
  });

  it('lets an outlet have translated its own article', () => {
    expect(byline('翻译：海港日报中文网').editors).toEqual(['翻译 海港日报中文网']);
    expect(byline('记者：海港日报').authors).toEqual([]);
  });

  it('finds the author before the date in one box', () => {
    const box = (text: string) => people({ lifted: [{ what: 'date', text }] }).authors;
    expect(box('林小舟\n2020-07-17 16:57:45')).toEqual(['林小舟']);
    expect(box('Jane Doe 2020-07-17 16:57:45')).toEqual(['Jane Doe']);
    expect(box('Fri, 17 Jul 2020 01:26:58 GMT')).toEqual([]);
    expect(box('渡轮在晨雾中离港')).toEqual([]);
  });

  it('finds lines with labels at the head and the tail of the text, behind a line break too', () => {
    const body = `<p>记者/林小舟</p>${'<p>港口的一天。</p>'.repeat(12)}<p>末班船。<br><br>译者/何望</p>`;
    expect(people({ body })).toEqual({ authors: ['林小舟'], editors: ['译者 何望'] });
  });

  it('does not take prose for a byline', () => {
    const prose = [
      '记者表示，渡轮已经恢复通航',
      '记者获悉，票价不变',
      '本报记者了解到',
      '渡轮离港。(记者 林小舟摄)',
      '（记者 林小舟摄）',
      '记者：好的，谢谢您接受采访。',
      '记者 昨日从港口获悉渡轮恢复',
      '我们的编辑：他们在哪里',
      `记者：林小舟、${'港口的渡轮恢复通航，'.repeat(8)}`,
    ];
    for (const line of prose) {
      expect(people({ body: `<p>${line}</p>` })).toEqual({ authors: [], editors: [] });
    }
  });

  it('drops addresses, numbers and the outlet itself', () => {
    const front = {
      author: ['10293', 'a@news.test', '海港日报', 'news.test', '林小舟', 'https://x.test/u'],
    };
    expect(people({ header: header({ front }) }).authors).toEqual(['林小舟']);
  });

  it('does not take the name of a feed for a person', () => {
    const front = { author: '海风', tags: ['海风'], categories: ['海风'] };
    expect(people({ header: header({ front }) }).authors).toEqual([]);
  });

  it('parts authors of the front matter and decodes their entities', () => {
    const front = { author: 'Jane Doe &#38; John Roe' };
    expect(people({ header: header({ front }) }).authors).toEqual(['Jane Doe', 'John Roe']);
  });

  it('takes all authors of the strongest rule of a page', () => {
    const fact = (rule: string, value: string) => ({ field: 'author' as const, rule, value });
    const facts = [
      fact('json-ld', 'By news.test'),
      fact('meta:author', 'By Jane Doe'),
      fact('meta:author', 'John Roe'),
      fact('dom', 'Staff Reporter'),
    ];
    expect(people({ facts }).authors).toEqual(['Jane Doe', 'John Roe']);
  });

  it('takes short names before a standfirst where the outlet writes its authors there', () => {
    const of = { ...outlet(), standfirstNamesAuthor: true } as const;
    const authors = (text: string) =>
      people({ lifted: [{ what: 'standfirst', text }] }, of).authors;
    expect(authors('林小舟：港口为何重开？')).toEqual(['林小舟']);
    expect(authors('Jane Doe、林小舟：港口为何重开？')).toEqual(['Jane Doe', '林小舟']);
    expect(authors('本周值得关注的数字有：渡轮的班次。')).toEqual([]);
    expect(authors('港口重开之后，第一班渡轮：坐满了人。')).toEqual([]);
  });

  it('takes the name before a standfirst only where a note speaks of an author', () => {
    const lifted: IllustratedArticle['lifted'] = [
      { what: 'standfirst', text: '林小舟：港口为何重开？' },
    ];
    expect(people({ lifted }).authors).toEqual([]);
    const body = '<p>港口的一天。</p><p>（本文仅代表作者本人观点）</p>';
    expect(people({ lifted, body }).authors).toEqual(['林小舟']);
  });

  it('names the source of a repost and who sent it in, neither as author', () => {
    const url = 'https://chinadigitaltimes.net/chinese/2020/07/x';
    const cdt = outlet({ name: '中国数字时代' });
    const lifted: IllustratedArticle['lifted'] = [
      { what: 'byline', text: '© 秋白 for 中国数字时代' },
    ];
    const of = (title: string) => people({ url, lifted, header: header({ title }) }, cdt);
    expect(of('海风周刊｜港口重开')).toEqual({
      authors: [],
      editors: ['发布 秋白', '来源 海风周刊'],
    });
    expect(of('CDT导览｜港口重开').editors).toEqual(['发布 秋白']);
    expect(of('【档案】港口重开').editors).toEqual(['发布 秋白']);
  });

  it('ends at once on bylines of 100 kB (36)', () => {
    const bait = [
      `记者：${' '.repeat(100_000)}`,
      `记者：${'a'.repeat(100_000)}`,
      '（'.repeat(100_000),
      '记者/'.repeat(30_000),
    ];
    for (const line of bait) expect(byline(`${line}`).authors).toEqual([]);
    expect(byline(`记者：${' '.repeat(100_000)}林小舟`).authors).toEqual(['林小舟']);
  });
});
