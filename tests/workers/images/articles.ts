/** Articles for the tests of `images`: valid by default, told apart by their pictures. */
import type { FoundPicture, ParsedArticle } from '../../../shared/article.ts';

export function articleWith(...pictures: (string | string[] | FoundPicture)[]): ParsedArticle {
  return {
    receipt: 'f00000000000000000001',
    id: 'a00000000000000000001',
    version: '000000000001',
    url: 'https://news.test/2020/07/story',
    address: 'https://news.test/2020/07/story',
    file: {
      receipt: 'f00000000000000000001',
      path: 'story.html',
      name: 'story.html',
      collection: null,
      sha256: '0'.repeat(64),
      bytes: 1,
      modified: 0,
      url: null,
      warnings: [],
      again: null,
    },
    source: {
      storageKey: 'sources/x',
      kind: 'html',
      sha256: '0'.repeat(64),
      bytes: 1,
      extension: 'html',
      fetched: null,
    },
    captured: { at: '2020-07-04T18:15:00+08:00', rule: 'header' },
    header: { title: null, date: null, front: null },
    warnings: [],
    body: '<p>一段文字。</p>',
    pictures: pictures.map(found),
    links: [],
    related: [],
    lifted: [],
    facts: [],
  };
}

function found(picture: string | string[] | FoundPicture): FoundPicture {
  if (typeof picture === 'object' && !Array.isArray(picture)) return picture;
  const candidates = [picture].flat();
  const [source = ''] = candidates;
  return { candidates, source, alt: null, caption: null, credit: null, declared: null };
}
