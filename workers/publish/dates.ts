/**
 * Dates as readers of each language write them, in the offset they were given
 * with: the day an article bears in its own country. Made of the ISO text, not by
 * Intl, whose wording changes with the ICU of each Node version.
 */
import type { ArticleRecord } from '../../shared/article.ts';
import type { PageLanguage } from './phrases.ts';

/** Whether only the day of a date is known: the rule that gave it says so. */
export function isDayOnly(
  { provenance }: Pick<ArticleRecord, 'provenance'>,
  field: 'published' | 'modified' | 'captured',
): boolean {
  return provenance[field]?.rule.endsWith('-day') ?? false;
}

const MONTHS =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

/** `16 July 2020`, `2020年7月16日` */
export function longDay(iso: string, language: PageLanguage): string {
  const [year = '', month = '', day = ''] = iso.slice(0, 10).split('-').map(Number);
  if (language !== 'en') return `${year}年${month}月${day}日`;
  return `${day} ${MONTHS[Number(month) - 1] ?? ''} ${year}`;
}

/** `16 July 2020, 20:15 (UTC−04:00)`; a date whose time is not known has none. */
export function longTime(iso: string, language: PageLanguage, dayOnly = false): string {
  const day = longDay(iso, language);
  if (dayOnly) return day;
  const gap = language === 'en' ? ', ' : ' ';
  const [open, close] = language === 'en' ? [' (', ')'] : ['（', '）'];
  return `${day}${gap}${iso.slice(11, 16)}${open}${zoneOf(iso)}${close}`;
}

/** The value of a `<time datetime>`, and of the front matter's dates. */
export function machineTime(iso: string, dayOnly = false): string {
  return dayOnly ? iso.slice(0, 10) : iso;
}

function zoneOf(iso: string): string {
  const offset = /[+-]\d\d:\d\d$/.exec(iso)?.[0] ?? '+00:00';
  if (offset === '+00:00' || offset === '-00:00') return 'UTC';
  return `UTC${offset.replace('-', '−')}`;
}
