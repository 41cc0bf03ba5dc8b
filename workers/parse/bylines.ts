/**
 * Lines at the head or the foot of the text that name who wrote, translated or
 * edited it: lifted, and taken out. Other lines that are no article text (the
 * outlet's `furniture`) go as well.
 */
import { plain } from './characters.ts';
import { type Draft, isElement, lift, TOP, type TreeElement, type TreeNode } from './draft.ts';

/** What a person can have done to an article, as bylines put it. */
const DONE =
  '(?:特约|特約|本报|本報|实习|實習)?(?:记者|記者|作者|撰文|撰稿|采写|採寫|采访|採訪|编译|編譯|翻译|翻譯|译者|譯者|编辑|編輯|责编|責編|责任编辑|責任編輯|网编|網編|校对|校對|审校|審校|核稿|发稿|發稿|整理|摄影|攝影)';
/** `记者：某某 责编：某某`: a whole line, no sentence. */
const BYLINE = new RegExp(`^[（(]?${DONE}\\s*[：:／/|｜]\\s*[^。？！；?!]{1,80}[)）]?$`, 'u');
const ENGLISH =
  /^By\s+\p{Lu}[\p{L}.'’-]+(?:\s+(?:and\s+|de\s+|van\s+|von\s+)?\p{Lu}[\p{L}.'’-]+){1,5}$/u;
/** Blocks from either end in which a byline may stand. */
const REACH = 3;
const LONGEST = 120;

export function liftBylines(draft: Draft): void {
  const { $, outlet } = draft;
  const own = outlet?.bylines ?? [];
  dropFurniture(draft);
  const paragraphs = $(`${TOP} > p`).toArray();
  for (const [at, paragraph] of paragraphs.entries()) {
    const isNearEnd = at < REACH || at >= paragraphs.length - REACH;
    const rules = isNearEnd ? [...own, BYLINE, ENGLISH] : own;
    for (const line of linesOf(paragraph)) {
      const text = plain($(line).text());
      if (text.length > LONGEST || !rules.some((rule) => rule.test(text))) continue;
      lift(draft, paragraph, 'byline', text);
      $(line).remove();
    }
    tidy(paragraph, draft);
  }
}

/** Whole paragraphs, and an emphasised run that ends one. */
function dropFurniture({ $, outlet }: Draft): void {
  const rules = outlet?.furniture ?? [];
  $('p, p > em, p > strong, p > small')
    .filter((_, element) => element.name === 'p' || element.next === null)
    .filter((_, element) => {
      const text = plain($(element).text()).replace(/^[•·\s]+/, '');
      return rules.some((rule) => rule.test(text));
    })
    .remove();
}

/** What stands between the breaks of a paragraph. */
function linesOf(paragraph: TreeElement): TreeNode[][] {
  const lines: TreeNode[][] = [[]];
  for (const node of paragraph.children) {
    if (isElement(node) && node.name === 'br') lines.push([]);
    else lines.at(-1)?.push(node);
  }
  return lines;
}

/** Without breaks that part nothing any more; gone when it is empty. */
function tidy(paragraph: TreeElement, { $ }: Draft): void {
  for (const line of $(paragraph).children('br').toArray()) {
    const { prev, next } = line;
    const partsNothing = [prev, next].some(
      (side) => !side || (isElement(side) && side.name === 'br'),
    );
    if (partsNothing) $(line).remove();
  }
  if (plain($(paragraph).text()) === '') $(paragraph).remove();
}
