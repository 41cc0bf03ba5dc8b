/** What every part of the dashboard needs to know of who looks at it, and how numbers are written. */
import { html } from 'hono/html';
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

/** The day where it is not today, the time and the zone, which is that of the machine. */
export function momentText(iso: string, { language }: Pick<View, 'language'>): string {
  const isToday = new Date(iso).toDateString() === new Date().toDateString();
  return new Date(iso).toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB', {
    ...(!isToday && { year: 'numeric', month: 'short', day: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  });
}

export function moment(iso: string, view: Pick<View, 'language'>) {
  return html`<time datetime="${iso}">${momentText(iso, view)}</time>`;
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
