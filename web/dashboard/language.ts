/** In which language somebody reads: as they chose, else as their browser says. */
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { parseAccept } from 'hono/utils/accept';

export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** One sentence in every language. */
export type Said = Record<Language, string>;

export const LANGUAGE_COOKIE = 'offprint-language';

/** As HTML names them. */
export const htmlLanguage: Record<Language, string> = { en: 'en', zh: 'zh-Hans' };

export function languageOf(context: Context): Language {
  const { req } = context;
  const accepted = parseAccept(req.header('accept-language') ?? '')
    .toSorted((a, b) => b.q - a.q)
    .map(({ type }) => type.toLowerCase().split('-')[0]);
  const wishes = [req.query('lang'), getCookie(context, LANGUAGE_COOKIE), ...accepted];
  return wishes.flatMap((wish) => languages.find((one) => one === wish) ?? [])[0] ?? 'en';
}
