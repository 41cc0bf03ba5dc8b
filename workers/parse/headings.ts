/** The title stands above the text already: a first heading that repeats it goes. */
import { type Draft, TOP } from './draft.ts';

export function dropRepeatedTitle({ $, title }: Draft): void {
  const wanted = letters(title ?? '');
  if (wanted === '') return;
  const first = $(`${TOP} > *`).not('figure').first();
  if (first.is('h2, h3, p') && letters(first.text()) === wanted) first.remove();
}

/** Letters and numbers only: punctuation and spaces differ between a feed and its page. */
function letters(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}
