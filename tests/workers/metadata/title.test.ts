import { describe, expect, it } from 'vitest';
import type { IllustratedArticle } from '../../../shared/article.ts';
import { findTitle } from '../../../workers/metadata/title.ts';
import { clues, header, outlet } from './articles.ts';

function titleOf(overrides: Partial<IllustratedArticle>, of = outlet()) {
  const { title, warnings } = findTitle(clues(overrides, of));
  return { ...title, codes: warnings.map(({ code }) => code) };
}

describe('title', () => {
  it('takes the header before the front matter and both before the page', () => {
    const facts: IllustratedArticle['facts'] = [
      { field: 'title', rule: 'og:title', value: '第三' },
    ];
    const front = { title: '第二' };
    expect(titleOf({ header: header({ title: '第一', front }), facts })).toMatchObject({
      value: '第一',
      rule: 'header',
      codes: [],
    });
    expect(titleOf({ header: header({ front }), facts }).value).toBe('第二');
    expect(titleOf({ header: header({}), facts }).value).toBe('第三');
  });

  it('decodes entities once and collapses white space', () => {
    const title = '港口&nbsp;　  重开 &quot;首日&quot; &amp;lt; AT&amp;T';
    expect(titleOf({ header: header({ title }) }).value).toBe('港口 重开 "首日" &lt; AT&T');
  });

  it('takes control, zero-width and right-to-left characters out (29)', () => {
    const title = 'photo\u202egpj.exe\u0007 \u200b港\u2066口\u2069';
    expect(titleOf({ header: header({ title }) }).value).toBe('photogpj.exe 港口');
  });

  it('keeps a title of only emoji, a path or a device name as text (29)', () => {
    for (const title of ['🚢⚓️', '../../etc/passwd', 'CON']) {
      expect(titleOf({ header: header({ title }) }).value).toBe(title);
    }
  });

  it('cuts a title of a megabyte to 300 characters, never within one (29)', () => {
    const { value, codes } = titleOf({ header: header({ title: '🚢'.repeat(250_000) }) });
    expect(value).toBe('🚢'.repeat(300));
    expect(codes).toEqual(['W_TITLE_LONG']);
  });

  it('ends at once on a title of a megabyte of suffixes (36)', () => {
    const title = `港口${' - 海港日报'.repeat(150_000)}`;
    expect(titleOf({ header: header({ title }) }).value.startsWith('港口')).toBe(true);
  });

  it('strips the site from the end only where it is the site', () => {
    const of = (title: string) => titleOf({ header: header({ title }) }).value;
    expect(of('港口重开 - 海港日报')).toBe('港口重开');
    expect(of('Harbour opens | news.test')).toBe('Harbour opens');
    expect(of('港口重开 - 市民欢迎')).toBe('港口重开 - 市民欢迎');
    expect(of('北京-上海列车')).toBe('北京-上海列车');
  });

  it('strips a station with two suffixes, and its programme', () => {
    const rfi = outlet({ name: '法国国际广播电台', hosts: ['.rfi.fr'] });
    const of = (title: string) =>
      titleOf({ url: 'https://www.rfi.fr/cn/x', header: header({ title }) }, rfi).value;
    expect(of('港口重开 – 法国国际广播电台 - RFI')).toBe('港口重开');
    expect(of('港口为何重开 - 要闻解说')).toBe('港口为何重开');
  });

  it('keeps the source of a repost in the title', () => {
    const url = 'https://chinadigitaltimes.net/chinese/2020/07/x';
    const title = '海风周刊｜港口重开';
    expect(titleOf({ url, header: header({ title }) }).value).toBe(title);
  });

  it('prefers the heading that stands in the title element', () => {
    const facts: IllustratedArticle['facts'] = [
      { field: 'title', rule: 'og:title', value: 'Harbour opens: all you need to know' },
      { field: 'title', rule: 'h1', value: 'Harbour opens again' },
      { field: 'title', rule: 'title-element', value: 'Harbour opens again - Whatever Site' },
    ];
    expect(titleOf({ header: header({}), facts })).toMatchObject({
      value: 'Harbour opens again',
      rule: 'h1-in-title',
    });
  });

  it('makes one from a heading, a sentence, the file or the address, and says so (28)', () => {
    const made = (body: string, name: string) => {
      const { file } = clues().article;
      return titleOf({ header: header({}), body, file: { ...file, name } });
    };
    expect(made('<p>第一句。第二句。</p><h2>小标题</h2>', 'x.md')).toMatchObject({
      value: '小标题',
    });
    expect(made('<p>第一句。第二句。</p>', 'x.md')).toMatchObject({
      value: '第一句。',
      rule: 'first-sentence',
      codes: ['W_TITLE'],
    });
    expect(made('', '1048028_港口重开.md')).toMatchObject({ value: '港口重开', rule: 'file-name' });
    expect(made('', '000_46c82fe421e93515.txt').value).toBe('46c82fe421e93515');
    expect(made('', '.md')).toMatchObject({ value: 'https://news.test/story', codes: ['W_TITLE'] });
  });
});
