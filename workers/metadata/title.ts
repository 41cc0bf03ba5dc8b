/**
 * The title. What the source says of itself comes first; where it says nothing
 * one is made from what there is, because every list needs something to click on.
 */
import type { Warning } from '../../shared/article.ts';
import { warning } from '../../shared/codes.ts';
import { claims, type Found, factClaims, firstValid, type Source } from './claim.ts';
import { type Clues, factsOf, frontValues } from './clues.ts';
import { firstSentence } from './excerpt.ts';
import { cut, plain } from './plain.ts';
import { splitProgramme, withoutSite } from './title-parts.ts';

/** For display; longer ones are cut with W_TITLE_LONG (reliability.md (b) 29). */
const MAX_CHARACTERS = 300;
/** Nobody's title with its suffixes; what is longer is not searched for them. */
const LONGEST = 1000;

const said: Source[] = [
  ({ article }) => claims('header', 0.95, [article.header.title]),
  (clues) => claims('front', 0.95, frontValues(clues, 'title')),
  (clues) => claims('h1-in-title', 0.9, [headingInTitle(clues)]),
  factClaims('title'),
];

const made: Source[] = [
  ({ headings }) => claims('first-heading', 0.5, headings.slice(0, 1)),
  ({ paragraphs }) => claims('first-sentence', 0.3, paragraphs.slice(0, 1).map(firstSentence)),
  ({ article }) => claims('file-name', 0.2, [nameWithoutNumber(article.file.name)]),
  ({ article }) => claims('address', 0.1, [article.url]),
  ({ article }) => claims('id', 0, [article.id]),
];

export interface Title {
  title: Found<string>;
  warnings: Warning[];
}

export function findTitle(clues: Clues): Title {
  const accept = ({ value }: { value: string }) => shown(value, clues);
  const told = firstValid(said, clues, accept);
  const title = told ?? firstValid(made, clues, accept);
  if (!title) throw new Error('an article without even an id');
  const value = cut(title.value, MAX_CHARACTERS);
  const warnings = [
    ...(told ? [] : [warning('W_TITLE')]),
    ...(value === title.value ? [] : [warning('W_TITLE_LONG')]),
  ];
  return { title: { ...title, value }, warnings };
}

function shown(value: string, clues: Clues): string | null {
  const title = withoutSite(cut(plain(value), LONGEST), clues);
  return splitProgramme(title, clues).title.trim() || null;
}

/** An `h1` that stands in `<title>` is the title without the site (extraction.md 5). */
function headingInTitle(clues: Clues): string | null {
  const titles = factsOf(clues, 'title').map(({ rule, value }) => ({ rule, value: plain(value) }));
  const element = titles.find(({ rule }) => rule.startsWith('title'))?.value;
  const heading = titles.find(
    ({ rule, value }) => rule === 'h1' && [...value].length > 4 && element?.includes(value),
  );
  return heading?.value ?? null;
}

/** Folders of saved articles number their files: `1048028_…`, `000_46c82fe421e93515`, `2014-04-16-…`. */
function nameWithoutNumber(name: string): string {
  const stem = name.replace(/\.[A-Za-z0-9]{1,8}$/, '');
  const bare = stem.replace(/^(?:\d{4}-\d\d-\d\d-|(?:[0-9a-f]{8,64}_)?\d{1,12}_)\s*/i, '');
  return (bare || stem).replaceAll('_', ' ');
}
