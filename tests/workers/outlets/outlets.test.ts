import { describe, expect, it } from 'vitest';
import { outletFor, outlets } from '../../../workers/outlets/outlets.ts';

describe('outletFor', () => {
  it.each([
    ['http://www.bbc.com/zhongwen/simp/world-1', 'BBC News 中文'],
    ['https://chinadigitaltimes.net/chinese/2020/07/x/', '中国数字时代'],
    ['https://www.dw.com/zh/x/a-1', '德国之声'],
    ['http://www.rfi.fr//cn/contenu/x', '法国国际广播电台'],
    ['https://cn.nytimes.com/china/20200720/x/', '纽约时报中文网'],
    ['https://www.voachinese.com/a/1.html', '美国之音'],
    ['https://www.rfa.org/mandarin/Xinwen/1.html', '自由亚洲电台'],
    ['https://cn.reuters.com/article/x', '路透中文网'],
    ['https://cn.ft.com/story/1?full=y', 'FT中文网'],
    ['https://pao-pao.net/article/1', '泡泡'],
  ])('knows %s', (url, name) => {
    expect(outletFor(url)?.name).toBe(name);
  });

  it('leaves other editions and other hosts alone', () => {
    for (const url of [
      'https://www.bbc.com/news/world-1',
      'https://www.dw.com/en/x/a-1',
      'https://notbbc.com/zhongwen/x',
      'https://www.rfa.org/english/1.html',
      'https://news.test/',
      'no address',
    ]) {
      expect(outletFor(url)).toBeNull();
    }
    expect(outletFor(null)).toBeNull();
  });
});

it('names zones that exist', () => {
  for (const { zone } of outlets) {
    expect(() => new Intl.DateTimeFormat('en', { timeZone: zone })).not.toThrow();
  }
});
