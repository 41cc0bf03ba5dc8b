/**
 * The part of the outlet an article belongs to: what the article says, then what
 * its title or its address says. Codes in addresses are given as the outlet
 * shows them to its readers; a code that is not in the table is left out.
 */
import { claims, type Found, factClaims, firstValid, type Source } from './claim.ts';
import { type Clues, frontValues, liftedLines } from './clues.ts';
import { namesOutlet } from './outlet.ts';
import { cut, plain } from './plain.ts';
import { columnOf, splitProgramme, withoutSite } from './title-parts.ts';

const MAX_CHARACTERS = 60;

const sources: Source[] = [
  (clues) => claims('body', 0.9, liftedLines(clues, 'section')),
  factClaims('section'),
  (clues) => claims('title', 0.85, [titleSection(clues)]),
  (clues) => claims('url', 0.8, [addressSection(clues)]),
  (clues) => claims('front', 0.6, frontValues(clues, 'section', 'categories', 'category')),
];

export function findSection(clues: Clues): Found<string> | null {
  return firstValid(sources, clues, ({ value }) => {
    const section = cut(plain(value), MAX_CHARACTERS);
    return section === '' || section.includes('://') || namesOutlet(clues, section)
      ? null
      : section;
  });
}

function titleSection(clues: Clues): string | null {
  const title = withoutSite(plain(clues.article.header.title ?? ''), clues);
  return splitProgramme(title, clues).programme ?? columnOf(title);
}

function addressSection({ article, host }: Clues): string | null {
  if (article.url === null || host === null) return null;
  const row = OUTLETS.find(([name]) => host === name || host.endsWith(`.${name}`));
  const part = row?.[1].exec(article.url)?.[1];
  if (!row || part === undefined) return null;
  return row[2][part] ?? (row[3] ? decoded(part) : null);
}

/** Host, the part of the address, its words, and whether any other part is a word itself. */
const OUTLETS: [host: string, part: RegExp, words: Record<string, string>, others: boolean][] = [
  [
    'rfa.org',
    /\/(?:yataibaodao|zhuanlan)\/([a-z]+)\//,
    {
      zhengzhi: '政治',
      jingmao: '经贸',
      renquanfazhi: '人权法治',
      gangtai: '港台',
      junshiwaijiao: '军事外交',
      huanjing: '环境',
      meiti: '媒体网络',
      kejiaowen: '科教文',
      shaoshuminzu: '少数民族',
      shehui: '社会',
    },
    false,
  ],
  [
    'nytimes.com',
    /^https?:\/\/cn\.nytimes\.com\/([a-z-]+)\/\d{8}\//,
    {
      world: '国际',
      china: '中国',
      'asia-pacific': '亚太',
      usa: '美国',
      business: '商业与经济',
      technology: '科技',
      opinion: '观点与评论',
      health: '健康',
      science: '科学',
      education: '教育',
      culture: '文化',
      style: '风尚',
      travel: '旅游',
      sports: '体育',
      'morning-brief': '简报',
      'real-estate': '房地产',
      obits: '讣闻',
    },
    false,
  ],
  // http://www.rfi.fr//cn/中国/20200718-…
  ['rfi.fr', /rfi\.fr\/{1,2}(?:cn|tw)\/((?!contenu)[^/]+)\/\d{8}-/, {}, true],
];

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
