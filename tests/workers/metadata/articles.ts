import pino from 'pino';
import type { IllustratedArticle } from '../../../shared/article.ts';
import type { PureContext } from '../../../shared/context.ts';
import { type Clues, gatherClues } from '../../../workers/metadata/clues.ts';
import type { Outlet } from '../../../workers/outlets/outlet.ts';

const SHA = 'cd'.repeat(32);

/** An article as `images` leaves it, of our own invention, overridden where the test cares. */
export function illustratedArticle(
  overrides: Partial<IllustratedArticle> = {},
): IllustratedArticle {
  return {
    receipt: 'f0123456789abcdef0123',
    id: 'a0123456789abcdef0123',
    version: '0123456789ab',
    url: 'https://news.test/story',
    address: 'https://news.test/story',
    file: {
      receipt: 'f0123456789abcdef0123',
      path: '1048028_港口重开.md',
      name: '1048028_港口重开.md',
      collection: null,
      sha256: SHA,
      bytes: 4000,
      modified: 1_594_979_125_000,
      url: null,
      warnings: [],
      again: null,
    },
    source: {
      storageKey: `sources/${SHA}`,
      kind: 'saved',
      sha256: SHA,
      bytes: 4000,
      extension: 'md',
      fetched: null,
    },
    captured: { at: '2020-07-17T09:45:25+00:00', rule: 'header' },
    header: { title: '港口重开首日', date: null, front: null },
    body: '<p>停航三个月之后，第一班渡轮在清晨六点离港，船上坐满了赶早的人。</p>',
    pictures: [],
    lost: [],
    links: [],
    related: [],
    lifted: [],
    facts: [],
    warnings: [],
    ...overrides,
  };
}

export function clues(
  overrides: Partial<IllustratedArticle> = {},
  outlet: Outlet | null = null,
): Clues {
  return gatherClues(illustratedArticle(overrides), outlet);
}

export function outlet(overrides: Partial<Outlet> = {}): Outlet {
  return { name: '海港日报', hosts: ['news.test'], ...overrides };
}

/** A header of which only the named parts are known. */
export function header(known: Partial<IllustratedArticle['header']>): IllustratedArticle['header'] {
  return { title: null, date: null, front: null, ...known };
}

export const pureContext: PureContext = {
  settings: { pictureSources: [], pageSources: [], pictureWidths: [480], pictureFormats: ['webp'] },
  log: pino({ level: 'silent' }),
};
