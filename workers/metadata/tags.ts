/** What the article is filed under: its own tags, else those of the post or the page. */
import type { Found } from './claim.ts';
import { type Clues, factsOf, frontValues, liftedLines } from './clues.ts';
import { namesOutlet } from './outlet.ts';
import { plain } from './plain.ts';

const MOST = 30;
const LONGEST = 40;

export function findTags(clues: Clues): Found<string[]> | null {
  const lists: [rule: string, confidence: number, values: string[]][] = [
    ['body', 0.9, liftedLines(clues, 'tag')],
    ['front', 0.8, frontValues(clues, 'tags', 'keywords')],
    ['markup', 0.7, factsOf(clues, 'tag').map(({ value }) => plain(value))],
  ];
  for (const [rule, confidence, values] of lists) {
    const value = tagsIn(values, clues);
    if (value.length > 0) return { value, rule, confidence };
  }
  return null;
}

function tagsIn(values: string[], clues: Clues): string[] {
  const tags = values
    .flatMap((value) => value.split(/[,，、;；]/))
    .map((tag) => tag.trim().replace(/^#/, ''))
    .filter((tag) => tag !== '' && [...tag].length <= LONGEST && !namesOutlet(clues, tag));
  return [...new Map(tags.map((tag) => [tag.toLowerCase(), tag])).values()].slice(0, MOST);
}
