/**
 * When the article was published and changed. The time at which it was saved is
 * not that time: only where an outlet's feed gives nothing else, or gives the
 * time of publication itself, does the header count.
 */
import type { Warning } from '../../shared/article.ts';
import { warning } from '../../shared/codes.ts';
import { type Claim, claims, type Found, factClaims, type Source } from './claim.ts';
import { type Clues, frontValues, liftedLines } from './clues.ts';
import { findDate } from './date-formats.ts';
import { exists, type Moment, toIso } from './moment.ts';
import { plain } from './plain.ts';

const published: Source[] = [
  (clues) => claims('body', 0.95, liftedLines(clues, 'date')),
  urlTime,
  ({ article }) => claims('date-line', 0.95, [article.header.date]),
  // A byline of one's own making may end with the day: 作者：陈怡君　2019年8月12日
  (clues) => claims('byline', 0.8, liftedLines(clues, 'byline')),
  (clues) => claims('front', 0.9, frontValues(clues, 'date', 'published', 'pubDate')),
  factClaims('published'),
  headerTime,
  urlDay,
];

const modified: Source[] = [
  (clues) => claims('front', 0.9, frontValues(clues, 'last_modified_at', 'updated', 'modified')),
  factClaims('modified'),
  (clues) => claims('body', 0.9, liftedLines(clues, 'modified')),
];

export interface Dates {
  published: Found<string> | null;
  modified: Found<string> | null;
  warnings: Warning[];
}

export function findDates(clues: Clues): Dates {
  const first = firstPossible(published, clues);
  const last = firstPossible(modified, clues);
  const impossible = [...first.impossible, ...last.impossible][0];
  return {
    published: first.found,
    modified: isBefore(last.found, first.found) ? null : last.found,
    warnings:
      impossible === undefined
        ? []
        : [
            warning(
              'W_DATE',
              `The date “${impossible.slice(0, 60)}” is impossible and was not used.`,
            ),
          ],
  };
}

/** By days: of a day alone nobody knows the hour. A draft is changed before it is published. */
function isBefore(modified: Found<string> | null, publication: Found<string> | null): boolean {
  if (!modified || !publication) return false;
  return modified.value.slice(0, 10) < publication.value.slice(0, 10);
}

function firstPossible(sources: Source[], clues: Clues) {
  const impossible: string[] = [];
  for (const claim of sources.flatMap((source) => source(clues))) {
    const text = plain(claim.value);
    const moment = findDate(text, zoneOf(clues))?.moment;
    if (!moment) continue;
    const found = possible(moment, claim, clues);
    if (found) return { found, impossible };
    // Digits in an address are no date that anybody wrote.
    if (!claim.rule.startsWith('url-')) impossible.push(text);
  }
  return { found: null, impossible };
}

function possible(moment: Moment, claim: Claim, clues: Clues): Found<string> | null {
  if (!exists(moment)) return null;
  const value = toIso(moment, zoneOf(clues));
  const latest = Date.parse(clues.article.captured.at) + 24 * 60 * 60_000;
  if (Date.parse(value) > latest) return null;
  const { rule, confidence } = claim;
  if (moment.seconds === null) {
    return {
      value,
      rule: rule.endsWith('-day') ? rule : `${rule}-day`,
      confidence: confidence * 0.8,
    };
  }
  const zoneIsKnown = moment.offset !== null || clues.outlet !== null;
  return { value, rule, confidence: zoneIsKnown ? confidence : confidence * 0.7 };
}

function zoneOf({ outlet }: Clues): string {
  return outlet?.zone ?? 'UTC';
}

/** Radio Free Asia writes the time of publication into the address, in Washington's time. */
function urlTime({ article, host }: Clues): Claim[] {
  if (!host?.endsWith('rfa.org')) return [];
  const match = /-(\d\d)(\d\d)(\d{4})(\d\d)(\d\d)(\d\d)\.html/.exec(article.url ?? '');
  if (!match) return [];
  const [, month, day, year, hour, minute, second] = match;
  return claims('url-time', 0.95, [`${year}-${month}-${day} ${hour}:${minute}:${second}`]);
}

/** `/2020/07/16/`, `/20200716/`, `/20200716-…` */
function urlDay({ article }: Clues): Claim[] {
  const path = article.url === null ? '' : article.url.replace(/[?#].*$/s, '');
  const match =
    /\/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)/.exec(path) ??
    /\/((?:19|20)\d\d)([01]\d)([0-3]\d)(?=[/-]|$)/.exec(path);
  return match ? claims('url-day', 0.75, [match.slice(1, 4).join('-')]) : [];
}

/** China Digital Times's feeds carry WordPress's pubDate there. */
const HEADER_IS_PUBLICATION = ['chinadigitaltimes.net'];
/**
 * The FT's have nothing better: its feed was read within hours of publication, as those of the
 * others were (extraction.md 7.4), so the day is likely right and the time is not.
 */
const HEADER_IS_NEAR = ['ft.com', 'ftchinese.com'];

function headerTime({ article, host }: Clues): Claim[] {
  const { rule, at } = article.captured;
  if (rule !== 'header') return [];
  const isOf = (name: string) => host === name || host?.endsWith(`.${name}`);
  if (HEADER_IS_PUBLICATION.some(isOf)) return claims('header', 0.9, [at]);
  return HEADER_IS_NEAR.some(isOf) ? claims('header-day', 0.5, [at.slice(0, 10)]) : [];
}
