/**
 * The ways in which outlets write a date, as an ordered list: the first format
 * that matches is read, even when it then names no day that exists, so that
 * `2020-02-31` is not taken for something else. Shapes: extraction.md 7.4.
 */
import type { Moment } from './moment.ts';

type Groups = Partial<Record<string, string>>;
type Format = [pattern: RegExp, read?: (groups: Groups, zone: string) => Groups];

const YEAR = '(?<![\\d.])(?<y>\\d{4})';
const CLOCK = '(?<h>\\d{1,2}):(?<min>\\d\\d)(?::(?<s>\\d\\d)(?:[.,]\\d{1,9})?)?(?!\\d)';
const TIME = `(?:,?\\s{0,3}(?:T|at|-)?\\s{0,3}${CLOCK}\\s?(?<pm>[AaPp]\\.?[Mm]\\b)?)?`;
/** `Sun, ` belongs to the date: what stands before it is the author's name. */
const WEEKDAY = '(?:\\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},?\\s)?';
const ZONE = '(?:\\s?(?<z>Z\\b|UTC|GMT|[+-]\\d\\d:?\\d\\d(?!\\d)|[A-Z]{3,4}\\b))?';
const MONTH = '(?<mon>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:[a-z]{1,6})?\\.?(?![a-z])';

const formats: Format[] = [
  // 2020-07-20T13:15:05.103Z, 2020-07-17 16:57:45, 2020/7/6, 2020.07.06
  [new RegExp(`${YEAR}([-/.])(?<m>\\d{1,2})\\2(?<d>\\d{1,2})(?!\\d)${TIME}${ZONE}`)],
  // 2020年 7月 17日 星期五 16:57
  [
    new RegExp(
      `${YEAR}\\s?年\\s?(?<m>\\d{1,2})\\s?月\\s?(?<d>\\d{1,2})\\s?[日号號](?:\\s?[(（]?(?:星期|周|週).[)）]?)?${TIME}${ZONE}`,
    ),
  ],
  // Sun, 19 Jul 2020 22:02:13 GMT; 19 July 2020
  [
    new RegExp(
      `${WEEKDAY}(?<!\\d)(?<d>\\d{1,2})(?:st|nd|rd|th)?[\\s-]${MONTH}[\\s,-]{1,2}${YEAR}${TIME}${ZONE}`,
      'i',
    ),
  ],
  // July 19, 2020 10:02 PM
  [
    new RegExp(
      `${WEEKDAY}(?<![a-z])${MONTH}\\s(?<d>\\d{1,2})(?:st|nd|rd|th)?,?\\s${YEAR}${TIME}${ZONE}`,
      'i',
    ),
  ],
  // 20/07/2020 - 13:50
  [
    new RegExp(`(?<!\\d)(?<a>\\d{1,2})([-/.])(?<b>\\d{1,2})\\2(?<y>\\d{4})(?!\\d)${TIME}${ZONE}`),
    dayOrMonthFirst,
  ],
];

export interface DateInText {
  moment: Moment;
  /** What stands before the date: often the author's name. */
  before: string;
}

/** The date in a short text; `zone` only settles whether 08/07 is in July or August. */
export function findDate(text: string, zone: string): DateInText | null {
  const narrow = text.slice(0, MAX_TEXT).normalize('NFKC');
  for (const [pattern, read] of formats) {
    const match = pattern.exec(narrow);
    if (!match?.groups) continue;
    const groups = read ? read(match.groups, zone) : match.groups;
    if (groups.m !== undefined || groups.mon !== undefined) {
      return { moment: momentOf(groups), before: narrow.slice(0, match.index) };
    }
  }
  return null;
}

/** A date line is short; more is prose, or bait for regular expressions. */
const MAX_TEXT = 300;

/** Europe writes the day first, America the month; elsewhere only a number over 12 tells. */
function dayOrMonthFirst(groups: Groups, zone: string): Groups {
  const [a, b] = [Number(groups.a), Number(groups.b)];
  if (a > 12 || (b <= 12 && zone.startsWith('Europe/')))
    return { ...groups, d: groups.a, m: groups.b };
  if (b > 12 || zone.startsWith('America/')) return { ...groups, d: groups.b, m: groups.a };
  return groups;
}

function momentOf(groups: Groups): Moment {
  const { y, m, mon, d, h, min, s, pm, z } = groups;
  return {
    year: Number(y),
    month: mon === undefined ? Number(m) : MONTHS.indexOf(mon.toLowerCase()) + 1,
    day: Number(d),
    seconds:
      h === undefined ? null : (hours(Number(h), pm) * 60 + Number(min)) * 60 + Number(s ?? 0),
    offset: z === undefined ? null : offsetOf(z),
  };
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

function hours(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  return (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
}

/** The names RFC 2822 knows; others say nothing certain (CST is three zones). */
const NAMED: Record<string, number> = {
  Z: 0,
  UTC: 0,
  GMT: 0,
  EDT: -240,
  EST: -300,
  CDT: -300,
  MDT: -360,
  MST: -420,
  PDT: -420,
  PST: -480,
};

function offsetOf(zone: string): number | null {
  const [, sign, hour, minute] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  if (sign === undefined) return NAMED[zone.toUpperCase()] ?? null;
  return (sign === '-' ? -1 : 1) * (Number(hour) * 60 + Number(minute));
}
