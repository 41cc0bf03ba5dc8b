/**
 * How long an article is. Chinese and Japanese characters count as words, other
 * scripts by runs of letters. Own ranges instead of Intl.Segmenter, whose
 * dictionary changes with the ICU of each Node version: counts are published.
 */
/** Han with its extensions, kana, bopomofo. */
const CHARACTER =
  /[\u3041-\u3096\u30a1-\u30fa\u3105-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/gu;
const RUN = /[\p{L}\p{M}\p{N}]+(?:['’.,:/@-][\p{L}\p{M}\p{N}]+)*/gu;

const CHARACTERS_PER_MINUTE = 400;
const WORDS_PER_MINUTE = 230;

export interface Length {
  words: number;
  /** Whole minutes, at least 1 where there is text. */
  readingMinutes: number;
}

export function measure(text: string): Length {
  let characters = 0;
  const rest = text.replace(CHARACTER, () => {
    characters += 1;
    return ' ';
  });
  const runs = rest.match(RUN)?.length ?? 0;
  const minutes = characters / CHARACTERS_PER_MINUTE + runs / WORDS_PER_MINUTE;
  const words = characters + runs;
  return { words, readingMinutes: words === 0 ? 0 : Math.max(1, Math.round(minutes)) };
}
