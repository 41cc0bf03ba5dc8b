import { describe, expect, it } from 'vitest';
import type { IllustratedArticle } from '../../../shared/article.ts';
import { findLanguage } from '../../../workers/metadata/language.ts';
import { clues } from './articles.ts';

const simplified = '渡轮在晨雾里离开港口，人们说这是几个月来头一次。';
const traditional = '渡輪在晨霧裡離開港口，人們說這是幾個月來頭一次。';
const english =
  'The first ferry left the harbour at six in the morning, and the people on the pier said it was about time.';
const german =
  'Die erste Fähre verließ den Hafen um sechs Uhr morgens, und die Leute auf der Brücke sagten, es sei höchste Zeit.';

async function languageOf(text: string, declared?: string): Promise<string | null> {
  const facts: IllustratedArticle['facts'] =
    declared === undefined ? [] : [{ field: 'language', rule: 'html-lang', value: declared }];
  return (await findLanguage(clues({ body: `<p>${text}</p>`, facts })))?.value ?? null;
}

describe('language', () => {
  it('tells simplified from traditional Chinese by the characters of the text', async () => {
    expect(await languageOf(simplified)).toBe('zh-Hans');
    expect(await languageOf(traditional)).toBe('zh-Hant');
  });

  it('decides by the majority, so that a quotation changes nothing', async () => {
    expect(await languageOf(`${simplified}${simplified}「離開」`)).toBe('zh-Hans');
    expect(await languageOf(`${traditional}${traditional}“离开”`)).toBe('zh-Hant');
  });

  it('believes the text over a template that declares another script or language', async () => {
    expect(await languageOf(traditional, 'zh-CN')).toBe('zh-Hant');
    expect(await languageOf(simplified, 'en')).toBe('zh-Hans');
    expect(await languageOf(german, 'en')).toBe('de');
  });

  it('keeps what the page says more exactly', async () => {
    expect(await languageOf(english, 'en_gb')).toBe('en-GB');
    expect(await languageOf('渡海 '.repeat(10), 'zh-TW')).toBe('zh-Hant');
  });

  it('knows Japanese and Korean by their own letters, and other languages by their words', async () => {
    expect(
      await languageOf('朝の港から最初のフェリーが出発しました。乗客は久しぶりだと話しています。'),
    ).toBe('ja');
    expect(await languageOf('아침 여섯 시에 첫 배가 항구를 떠났다고 승객들이 말했다.')).toBe('ko');
    expect(await languageOf(english)).toBe('en');
    expect(await languageOf(german)).toBe('de');
  });

  it('leaves it open where there is too little text', async () => {
    expect(await languageOf('OK')).toBeNull();
    expect(await languageOf('')).toBeNull();
    expect(await languageOf('OK', 'not a language')).toBeNull();
    expect(await languageOf('OK', 'en-ab-cd-ef')).toBeNull();
  });
});
