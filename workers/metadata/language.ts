/**
 * The language of the text, as BCP 47. The text is believed over what the page
 * says: templates declare `en` above Chinese articles, and outlets of one script
 * reprint articles in the other, so it is decided article by article.
 */
import { chineseScript } from '../../shared/chinese-script.ts';
import { claims, type Found, factClaims, firstValid, type Source } from './claim.ts';
import { type Clues, captionsOf, frontValues } from './clues.ts';

/** Characters the tests look at: enough for any language, and no cost for a long text. */
const SAMPLE = 8_000;
/** Below these, a title's worth of text, detection guesses. */
const MIN_CHARACTERS = 10;
const MIN_LETTERS = 60;

const said: Source[] = [
  factClaims('language'),
  (clues) => claims('front', 0.8, frontValues(clues, 'lang', 'language')),
];

/** `title` helps where an article is hardly more than its pictures. */
export async function findLanguage(clues: Clues, title = ''): Promise<Found<string> | null> {
  const text = [...clues.lines, ...captionsOf(clues.article)].join('\n').slice(0, SAMPLE);
  const seen = eastAsian(text) ?? eastAsian(title) ?? (await detected(text));
  const tag = firstValid(said, clues, ({ value }) => asTag(value));
  if (tag && seen && !seen.certain) return tag;
  // `en-GB` says more than `en` where both mean English.
  if (tag && seen && primary(tag.value) === seen.value) return tag;
  if (seen?.certain) return { value: seen.value, rule: seen.rule, confidence: 0.95 };
  return tag;
}

interface Seen {
  value: string;
  rule: string;
  certain: boolean;
}

/** Kana and hangul decide by themselves; Han alone is Chinese, in the script of its characters. */
function eastAsian(text: string): Seen | null {
  const han = count(text, /[\u3400-\u9fff\uf900-\ufaff]/g);
  const kana = count(text, /[\u3041-\u3096\u30a1-\u30fa]/g);
  const hangul = count(text, /[\uac00-\ud7a3]/g);
  const letters = count(text, /\p{L}/gu);
  if (han + kana + hangul < Math.max(MIN_CHARACTERS, letters * 0.3)) return null;
  if (hangul > han + kana) return { value: 'ko', rule: 'script', certain: true };
  if (kana * 8 > han) return { value: 'ja', rule: 'script', certain: true };
  const value = chineseScript(text);
  return value === null ? null : { value, rule: 'characters', certain: true };
}

async function detected(text: string): Promise<Seen | null> {
  const letters = count(text, /\p{L}/gu);
  if (letters < MIN_LETTERS) return null;
  // Loaded only where it is needed: its tables cost 260 ms and 9 MB.
  const { eld } = await import('eld/small');
  const result = eld.detect(text);
  if (result.language === '' || result.language === 'zh') return null;
  return { value: result.language, rule: 'text', certain: result.isReliable() };
}

/** `zh_CN`, `zh-TW`, `en-us`, `EN` in their canonical form; null for what is no language. */
function asTag(value: string): string | null {
  const tag = value.trim().replaceAll('_', '-');
  if (!/^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}$/i.test(tag) || /^(?:und|mul|zxx)/i.test(tag))
    return null;
  const locale = localeOf(tag);
  if (!locale) return null;
  if (locale.language !== 'zh') return locale.baseName;
  const traditional = locale.script === 'Hant' || /^(?:TW|HK|MO)$/.test(locale.region ?? '');
  const simplified = locale.script === 'Hans' || /^(?:CN|SG)$/.test(locale.region ?? '');
  if (traditional) return 'zh-Hant';
  return simplified ? 'zh-Hans' : 'zh';
}

/** `en-ab-cd` has the shape of a tag and is none. */
function localeOf(tag: string): Intl.Locale | null {
  try {
    return new Intl.Locale(tag);
  } catch {
    return null;
  }
}

function primary(tag: string): string {
  return tag.split('-')[0] ?? tag;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
