import { load } from 'cheerio';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ArticleRecord } from '../../../shared/article.ts';
import { renderMarkdown } from '../../../workers/publish/markdown.ts';
import { articleRecord, missingPicture, picture } from './records.ts';

const folder = 'articles/01/a0123456789abcdef0123';

function markdown(body: string, overrides: Partial<ArticleRecord> = {}) {
  const record = articleRecord({ lead: null, pictures: [], ...overrides });
  const whole = renderMarkdown({ record, body, folder });
  const [, front = '', text = ''] = /^---\n([\s\S]*?)\n---\n\n([\s\S]*)$/.exec(whole) ?? [];
  return { front: parse(front), text, $: load(new MarkdownIt({ html: true }).render(text)) };
}

describe('markdown', () => {
  it('fences text whose spaces and lines count', () => {
    expect(markdown('<pre>if (a &lt; b) {\n  c()\n}</pre>').text).toContain(
      '```\nif (a < b) {\n  c()\n}\n```',
    );
  });

  it('carries the facts as YAML, whatever characters they have', () => {
    const title = '港口: "重开" - #1\n--- 首日';
    const { front } = markdown('<p>文</p>', { title });
    expect(front).toMatchObject({
      title,
      url: 'https://news.test/2020/harbour',
      outlet: '海港日报',
      language: 'zh-Hans',
      published: '2020-07-16T20:15:00-04:00',
      authors: ['林小舟'],
      editors: ['责编: 何望'],
      tags: ['港口', '交通'],
    });
    const provenance = { published: { rule: 'body-day', confidence: 0.8 } };
    expect(markdown('', { provenance }).front.published).toBe('2020-07-16');
    expect(Object.keys(markdown('', { url: null, tags: [] }).front)).not.toContain('url');
  });

  it.each([
    '<p><strong>注：</strong>渡轮恢复</p>',
    '<p>他说<strong>“港口开了”</strong>然后离开</p>',
    '<p>他说<em>港口</em>开了</p>',
    '<p><strong>甲</strong><em>乙</em>丙</p>',
    '<p><strong>甲</strong><strong>乙</strong></p>',
    '<p>文<strong>（一）</strong></p>',
    '<p>5*3<strong>*</strong>2</p>',
  ])('keeps emphasis in Chinese text readable for other programs: %s', (body) => {
    const { $ } = markdown(body);
    const source = load(body);
    for (const tag of ['strong', 'em']) {
      const texts = (from: typeof $) =>
        from(tag)
          .toArray()
          .map((one) => from(one).text());
      expect(texts($)).toEqual(texts(source));
    }
    expect($('p').text()).toBe(source('p').text());
  });

  it('shows pictures from the archive, the widest, with the caption in italics', () => {
    const body = '<figure><img data-picture="0"></figure><p>文</p>';
    const { $, text } = markdown(body, { pictures: [picture({ alt: '港[口]"晨' })], lead: 0 });
    expect($('img')).toHaveLength(1);
    expect($('img').attr('src')).toBe('../../../pictures/ab/abababababababababab/960.webp');
    expect($('img').attr('alt')).toBe('港[口]"晨');
    expect($('em').text()).toBe('渡轮在晨雾中离港。 本报图片');
    expect(text).not.toContain('<');
  });

  it('says where a missing picture was', () => {
    const { $ } = markdown('<figure><img data-picture="0"></figure>', {
      pictures: [missingPicture()],
    });
    expect($('img')).toHaveLength(0);
    expect($('a').attr('href')).toBe('https://img.news.test/harbour.jpg');
    expect($('a').text()).toBe('图片缺失：港口的清晨');
  });

  it('puts a lead that the text does not show on top', () => {
    const { $ } = markdown('<p>文</p>', { pictures: [picture()], lead: 0 });
    expect($('h1').next().find('img')).toHaveLength(1);
  });

  it('keeps text that looks like Markdown as text, and tables as tables', () => {
    const text = '1. 甲 # 乙 *丙* _丁_ [戊](己) `庚` > 辛';
    const { $ } = markdown(
      `<p>${text.replace('>', '&gt;')}</p><table><tbody><tr><td>一</td></tr></tbody></table>`,
    );
    expect($('p').first().text()).toBe(text);
    expect($('td').text()).toBe('一');
  });
});
