import type { ArticleRecord, Picture } from '../../../shared/article.ts';

const SHA = 'ab'.repeat(32);

/** A stored picture in two widths, to be overridden where the test cares. */
export function picture(overrides: Partial<Picture> = {}): Picture {
  return {
    source: 'https://img.news.test/harbour.jpg',
    status: 'stored',
    from: 'https://img.news.test/harbour.jpg',
    archived: null,
    reason: null,
    sha256: SHA,
    original: 'originals/ab/abababababababababab.jpg',
    width: 1200,
    height: 800,
    alt: '港口的清晨',
    caption: '渡轮在晨雾中离港。',
    credit: '本报图片',
    thumbhash: null,
    likeness: null,
    colour: null,
    variants: [variant(480, 320), variant(960, 640)],
    ...overrides,
  };
}

export function variant(width: number, height: number, format: 'webp' | 'avif' | 'jpeg' = 'webp') {
  return {
    width,
    height,
    format,
    path: `pictures/ab/abababababababababab/${width}.${format}`,
    bytes: width * 10,
  };
}

export function missingPicture(overrides: Partial<Picture> = {}): Picture {
  return picture({
    status: 'missing',
    from: null,
    reason: 'E_HTTP_404',
    sha256: null,
    original: null,
    width: null,
    height: null,
    variants: [],
    ...overrides,
  });
}

/** A valid record of our own invention. */
export function articleRecord(overrides: Partial<ArticleRecord> = {}): ArticleRecord {
  return {
    schema: 'https://offprint.dev/schema/article-1.json',
    id: 'a0123456789abcdef0123',
    url: 'https://news.test/2020/harbour',
    title: '港口重开首日 渡轮恢复通航',
    outlet: { name: '海港日报', host: 'news.test' },
    language: 'zh-Hans',
    published: '2020-07-16T20:15:00-04:00',
    modified: null,
    captured: '2020-07-17T01:00:00.000Z',
    authors: ['林小舟'],
    editors: [{ role: '责编', name: '何望' }],
    section: '本埠',
    tags: ['港口', '交通'],
    excerpt: '停航三个月之后，第一班渡轮在清晨六点离港。',
    words: 850,
    readingMinutes: 2,
    lead: 0,
    provenance: {
      published: { rule: 'body', confidence: 0.95 },
      captured: { rule: 'header', confidence: 1 },
      excerpt: { rule: 'first-paragraph', confidence: 0.7 },
    },
    pictures: [picture()],
    links: [],
    related: [],
    version: '20200717010000-0123456789ab',
    versions: [
      {
        version: '20200717010000-0123456789ab',
        captured: '2020-07-17T01:00:00.000Z',
        path: 'index.html',
      },
    ],
    collection: null,
    sourceFile: {
      name: '港口.md',
      kind: 'saved',
      sha256: SHA,
      bytes: 4000,
      extension: 'md',
      fetched: null,
    },
    warnings: [],
    made: { offprint: '0.1.0', stages: { publish: 1 } },
    ...overrides,
  };
}
