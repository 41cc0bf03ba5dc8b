/** What every part of the dashboard needs to know of who looks at it, and how numbers are written. */
import type { Code } from '../../shared/codes.ts';
import { codes } from '../../shared/codes.ts';
import { chineseCodes } from './codes-zh.ts';
import { htmlLanguage, type Language } from './language.ts';
import { type Words, words } from './words.ts';

export interface View {
  language: Language;
  say: Words;
  /** Whether the one who looks may change something. */
  mayChange: boolean;
}

export function viewFor(language: Language, mayChange: boolean): View {
  return { language, say: words[language], mayChange };
}

export function number(value: number, digits = 0): string {
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

/** With one digit where it is small: 1.4 GB, 85 MB. */
export function size(bytes: number): string {
  const units = ['kB', 'MB', 'GB', 'TB'];
  const power = Math.min(
    units.length,
    Math.max(1, Math.floor(Math.log(bytes || 1) / Math.log(1_000))),
  );
  const value = bytes / 1_000 ** power;
  return `${number(value, value < 10 ? 1 : 0)} ${units[power - 1]}`;
}

/** The day where it is not today, and the time, in the time zone of the machine. */
export function moment(iso: string, { language }: View): string {
  const isToday = new Date(iso).toDateString() === new Date().toDateString();
  return new Date(iso).toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB', {
    ...(!isToday && { dateStyle: 'medium' }),
    timeStyle: 'medium',
  });
}

/** What a code means and what to do, in the language of the one who reads. */
export function explained(
  code: string,
  { language }: Pick<View, 'language'>,
): { message: string; next: string } {
  const known = codes[code as Code] ?? codes.E_INTERNAL;
  return (language === 'zh' && chineseCodes[code as Code]) || known;
}

/** The code's own sentence in Chinese; null where it is never said in Chinese. */
export function chineseOf(code: string): string | null {
  return chineseCodes[code as Code]?.message ?? null;
}

export function lang({ language }: View): string {
  return htmlLanguage[language];
}
