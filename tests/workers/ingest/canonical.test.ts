import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { articleId, canonicalUrl, versionKey } from '../../../workers/ingest/canonical.ts';

describe('canonicalUrl', () => {
  it.each([
    ['http', 'http://news.test/a', 'https://news.test/a'],
    ['capitals in the host', 'https://News.TEST/A', 'https://news.test/A'],
    ['double slashes', 'http://www.rfi.fr//cn///a', 'https://www.rfi.fr/cn/a'],
    ['fragments', 'https://news.test/a#part', 'https://news.test/a'],
    ['default ports', 'http://news.test:80/a', 'https://news.test/a'],
    [
      'campaigns',
      'https://news.test/a?utm_source=x&id=5&fbclid=y&UTM_Medium=z',
      'https://news.test/a?id=5',
    ],
    ['an empty query', 'https://news.test/a?', 'https://news.test/a'],
    [
      'the whole text on one page',
      'https://cn.ft.com/story/001?full=y',
      'https://cn.ft.com/story/001',
    ],
    [
      'the case of escapes',
      'https://news.test/%e6%b2%b3?q=%e6',
      'https://news.test/%E6%B2%B3?q=%E6',
    ],
    [
      'letters that need an escape',
      'https://news.test/河 水',
      'https://news.test/%E6%B2%B3%20%E6%B0%B4',
    ],
    ['names and passwords', 'https://a:b@news.test/', 'https://news.test/'],
    ['international names', 'https://中国.test/', 'https://xn--fiqs8s.test/'],
  ])('makes addresses the same that differ in %s', (_, url, canonical) => {
    expect(canonicalUrl(url)).toBe(canonical);
  });

  it.each([
    [
      'what chooses the article',
      'https://news.test/a?id=5&page=2',
      'https://news.test/a?id=5&page=2',
    ],
    ['a bare percent sign', 'https://www.dw.com/zh/100%-a/a-1', 'https://www.dw.com/zh/100%-a/a-1'],
    ['another port', 'https://news.test:8080/', 'https://news.test:8080/'],
    ['`full` on other sites', 'https://news.test/a?full=y', 'https://news.test/a?full=y'],
    [
      'an address within a path',
      'https://web.test/2020/https://news.test/a',
      'https://web.test/2020/https://news.test/a',
    ],
    ['the order of parameters', 'https://news.test/?b=1&a=2', 'https://news.test/?b=1&a=2'],
  ])('keeps %s', (_, url, canonical) => {
    expect(canonicalUrl(url)).toBe(canonical);
  });

  it.each(['ftp://news.test/a', 'javascript:alert(1)', 'news.test/a', '', 'https://'])(
    'knows that %j is no page',
    (url) => {
      expect(canonicalUrl(url)).toBeNull();
    },
  );

  it('changes nothing the second time', () => {
    const part = fc.stringMatching(/^[/:?&=#%@.a-fA-F0-9河 +-]{0,30}$/);
    const url = fc.oneof(
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      part.map((path) => `http://news.test/${path}`),
      fc.tuple(part, part).map(([path, query]) => `https://ft.com/${path}?full=y&${query}`),
    );
    fc.assert(
      fc.property(url, (given) => {
        const once = canonicalUrl(given);
        if (once !== null) expect(canonicalUrl(once)).toBe(once);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('articleId and versionKey', () => {
  it('are cut from SHA-256', () => {
    // echo -n abc | sha256sum
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(articleId('abc')).toBe('aba7816bf8f01cfea4141');
    expect(versionKey(sha256)).toBe('ba7816bf8f01');
  });
});
