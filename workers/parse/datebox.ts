/**
 * The first box of a saved article, where it says only who and when:
 * `<div><i>KARA SWISHER<br>2020-07-20 19:22:17</i></div>`. Feeds that carry the
 * whole text put it there (feedx.net); research of the seed corpus, 7.4.
 */
import { plain } from './characters.ts';
import { type Draft, isElement, lift, nodesOf } from './draft.ts';

/** The forms in which the box names the date, each at its end. */
const DATES = [
  /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?$/,
  /\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?$/,
  /\d\d\/\d\d\/\d{4} - \d\d:\d\d$/,
  /\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日(?:\s?\d{1,2}:\d\d)?$/,
  /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? \S+$/,
];
/** Characters of the names; a sentence is none. */
const LONGEST_AUTHOR = 80;
const SENTENCE = /[。！？；!?;]/;

/** Takes the box out where it is one. */
export function liftDateBox(draft: Draft): void {
  const { $ } = draft;
  const first = nodesOf($).find((node) => isElement(node) || /\S/.test($(node).text()));
  if (!isElement(first) || first.name !== 'div' || $(first).find('img, a, p').length > 0) return;
  // Author and date stand on lines of their own.
  const box = $(first).clone();
  box.find('br').replaceWith('\n');
  const text = plain(box.text());
  if (text.length > LONGEST_AUTHOR * 2) return;
  const date = DATES.map((form) => form.exec(text)).find((found) => found !== null);
  if (!date) return;
  // A template that knew no author wrote `null`.
  const author = text.slice(0, date.index).replace(/^(?:null|undefined)(?![a-z])/i, '');
  if (author.length > LONGEST_AUTHOR || SENTENCE.test(author)) return;
  lift(draft, first, 'byline', author);
  lift(draft, first, 'date', date[0]);
  $(first).remove();
}
