/**
 * One line that names people with their roles: `记者：… 责编：… 网编：…`,
 * `编译 …；审校 …`, `译者/…`, `（译者：…/核稿：…）`, `By …`. Roles stay in the word of
 * the source. Patterns: extraction.md 7.3. Only short lines that begin with a
 * label count: `记者X` inside prose gave authors called 表示 and 获悉.
 */
import type { Clues } from './clues.ts';
import { namesBeforePlace, namesIn } from './names.ts';
import { namesOutlet } from './outlet.ts';

export interface Credit {
  /** As the line says it; `by` where it needs no word. */
  role: string;
  name: string;
}

export const MAX_BYLINE = 70;

/** These wrote the article; everybody else is an editor with a role. */
const WRITES =
  /^(?:by|(?:written|reporting|report) by|.{0,4}(?:记者|記者)|作者|撰稿人?|撰文|采写|採寫|采访|採訪|发稿|發稿|文)(?:[/／、].{1,4})?$/i;

const LABELS = `
  Reporting by|Written by|Translated by|Edited by|Editing by|Photographs by|Photos by|By
  特约记者|采访记者|本台记者|本报记者|记者|記者|撰稿人|撰稿|撰文|采写|採寫|采访|採訪|作者|发稿|發稿|文
  责任编辑|責任編輯|值班编辑|本文编辑|责编|責編|网编|網編|编辑|編輯|编译|編譯|审校|審校|校对|核稿|审核
  实习译者|實習譯者|译者|譯者|翻译|翻譯|内容整理|整理|摄影|攝影|监制|来源|來源`
  .trim()
  .replace(/\s*\n\s*/g, '|');

/** At the line's beginning or behind a separator; then a colon, a slash or a gap. */
const LABEL = new RegExp(
  `(?<=^|[\\s；;，,、。/／|（(])((?:${LABELS})(?:[/／、](?:${LABELS}))*)(?:\\s?[：:/／|｜]\\s?|\\s)`,
  'g',
);
/** `自由亚洲电台记者郑崇生华盛顿报道`: the label and the name touch, and the line says why. */
const TOUCHING =
  /^[\u3400-\u9fff]{0,10}?(?:特约记者|特約記者|记者|記者)\s?([\u3400-\u9fff\s、，,/]{2,24}?)(?=\s*(?:责编|責編|网编|網編|编辑|編輯)|(?<=[报報][道导導])$)/;
const TOUCHING_EDITOR = /^本文(编辑)\s?([\u3400-\u9fff]{2,3})(?=[\s，,]|$)/;

/** The people of one line; empty where the line is no byline. */
export function creditsIn(line: string, clues: Clues): Credit[] {
  if (line.length > MAX_BYLINE) return creditsInBrackets(line, clues);
  const inner = /^[（(](?:注[：:])?\s?(.*?)\s?[）)]$/.exec(line)?.[1];
  const text = inner ?? line;
  // An interview prints its questions as `记者：好的，谢谢您。`
  if (/[。！？!?”]$/.test(text)) return creditsInBrackets(line, clues);
  const labels = [...text.matchAll(LABEL)];
  const touching = touchingCredits(text, clues);
  const begins = labels[0]?.index === 0 || touching.length > 0 || inner !== undefined;
  if (!begins) return creditsInBrackets(line, clues);
  const labelled = labels.flatMap((label, at) => {
    const names = text.slice(label.index + label[0].length, labels[at + 1]?.index);
    const role = label[1] ?? '';
    // `翻译：纽约时报中文网`: no person, but nobody else translated it.
    if (/[译譯]/.test(role) && namesOutlet(clues, names)) return [{ role, name: names.trim() }];
    const people = /[：:/／|｜]/.test(label[0]) ? namesIn(names, clues) : onlyNames(names, clues);
    return people.map((name) => ({ role, name }));
  });
  return [...touching, ...labelled];
}

export function writes({ role }: Credit): boolean {
  return WRITES.test(role);
}

/** `…。（译者：曹某某/核稿：陈某某）` at the end of a paragraph. */
function creditsInBrackets(line: string, clues: Clues): Credit[] {
  const open = Math.max(line.lastIndexOf('（'), line.lastIndexOf('('));
  const tail = line.slice(open + 1);
  const closed = /[）)]$/.test(tail) && open > 0 && tail.length <= MAX_BYLINE;
  const labelled = new RegExp(`^(?:${LABELS})\\s?[：:/／]`).test(tail);
  return closed && labelled ? creditsIn(tail.slice(0, -1), clues) : [];
}

function touchingCredits(text: string, clues: Clues): Credit[] {
  const editor = TOUCHING_EDITOR.exec(text);
  if (editor?.[1] && editor[2]) return [{ role: editor[1], name: editor[2] }];
  const names = TOUCHING.exec(text)?.[1];
  if (names === undefined) return [];
  return namesBeforePlace(names, clues).map((name) => ({ role: '记者', name }));
}

/** Behind a label without a colon, everything must be a name: `编译 甲/乙`, not `记者 昨日获悉…`. */
function onlyNames(text: string, clues: Clues): string[] {
  const names = namesIn(text, clues);
  const left = names.reduce((rest, name) => rest.replace(name, ''), text);
  const isProse =
    /[\p{L}\p{N}]{2}/u.test(left) || names.some((name) => /[\u3400-\u9fff]{5}/.test(name));
  return isProse ? [] : names;
}
