/**
 * A few sentences that say what the article is about: its standfirst, else its
 * first real paragraph. A standfirst is kept whole, because the page shows it
 * from here; a paragraph is cut at the end of a sentence.
 */
import { claims, type Found, factClaims, firstValid, type Source } from './claim.ts';
import { type Clues, captionsOf, liftedLines } from './clues.ts';
import { plain, tidy } from './plain.ts';

const TARGET = 200;
const LONGEST = 240;
const SHORTEST = 80;
/** Shorter paragraphs are datelines, credits and the like. */
const REAL = 20;
/** A shorter standfirst is a word of the template. */
const SHORTEST_STANDFIRST = 6;
/** A second title, what stands in brackets as a whole, what points to another article or to a list. */
const NO_BEGINNING = /^(?:[—–-]{2}|[（(][^（）()]*[）)]$|前情提要|前情回顾)|[：:]$/;

const sources: Source[] = [
  (clues) => claims('standfirst', 0.9, [standfirst(clues)]),
  (clues) => claims('first-paragraph', 0.7, [firstReal(clues)]),
  factClaims('excerpt'),
  ({ paragraphs }) => claims('first-paragraph', 0.4, paragraphs.slice(0, 1)),
  // All the text of a gallery stands below its pictures.
  ({ article }) => claims('caption', 0.4, captionsOf(article).slice(0, 1)),
];

export function findExcerpt(clues: Clues): Found<string> | null {
  return firstValid(sources, clues, ({ value, rule }) => {
    if (rule === 'standfirst') return value;
    return (
      shortened(rule === 'first-paragraph' || rule === 'caption' ? tidy(value) : plain(value)) ||
      null
    );
  });
}

/** The first sentence, at most 100 characters. */
export function firstSentence(text: string): string {
  const end = sentenceEnds(text).find((at) => at > 1) ?? text.length;
  return [...text.slice(0, end)].slice(0, 100).join('');
}

function standfirst(clues: Clues): string {
  const text = liftedLines(clues, 'standfirst').join(' ');
  return text.length < SHORTEST_STANDFIRST ? '' : text;
}

function firstReal({ paragraphs, article }: Clues): string | undefined {
  const title = plain(article.header.title ?? '');
  const isReal = (text: string) =>
    text.replace(title, '').length >= REAL && !NO_BEGINNING.test(text);
  return paragraphs.find(isReal);
}

function shortened(text: string): string {
  const characters = [...text];
  if (characters.length <= LONGEST) return text;
  const head = characters.slice(0, LONGEST).join('');
  const ends = sentenceEnds(head).filter((end) => end >= SHORTEST);
  const end = ends.findLast((at) => at <= TARGET) ?? ends[0];
  if (end !== undefined) return head.slice(0, end);
  const start = characters.slice(0, TARGET).join('');
  const space = start.lastIndexOf(' ');
  return `${(space > SHORTEST ? start.slice(0, space) : start).trimEnd()}…`;
}

/** Offsets right behind each sentence. A closing quote belongs to the sentence it ends. */
function sentenceEnds(text: string): number[] {
  const ends = text.matchAll(/[。！？!?…]+[”’」』"）)]*|\.["”’)]*(?=\s|$)/g);
  return [...ends].map((match) => match.index + match[0].length);
}
