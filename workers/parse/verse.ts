/**
 * Verse that was saved as a paragraph a line, its stanzas parted by empty paragraphs: a stanza
 * becomes one paragraph with breaks. Without this the empty ones go, and the stanzas with them.
 */
import { plain } from './characters.ts';
import { type Draft, isElement, type TreeElement, type TreeNode } from './draft.ts';

/** Characters of a line. Longer ones are prose. */
const LONGEST_LINE = 30;
/** Lines that end a sentence; of more, a short dialogue is likelier. */
const SENTENCE = /[。！？.!?]["”」』]?$/;
const MOST_SENTENCES = 0.5;
/** A pair of short lines may be a heading and its date; with a second stanza it is a poem. */
const FEWEST_LINES = 2;
const LINES_OF_A_POEM = 4;

export function joinVerse({ $ }: Draft): void {
  const parents = new Set($('p + p').parent().toArray());
  for (const parent of parents) {
    for (const poem of poemsIn(parent.children, $)) {
      for (const stanza of poem) joinLines(stanza, $);
    }
  }
}

/** Runs of stanzas with nothing else between them. */
function poemsIn(nodes: TreeNode[], $: Draft['$']): TreeElement[][][] {
  const poems: TreeElement[][][] = [[]];
  for (const group of groupsOf(nodes, $)) {
    if (isStanza(group, $)) poems.at(-1)?.push(group.filter(isElement));
    else poems.push([]);
  }
  return poems.filter((poem) => poem.flat().length >= LINES_OF_A_POEM);
}

/** What stands between empty paragraphs. */
function groupsOf(nodes: TreeNode[], $: Draft['$']): TreeNode[][] {
  const groups: TreeNode[][] = [[]];
  for (const node of nodes) {
    if (isElement(node) && isEmpty(node, $)) groups.push([]);
    else if (isElement(node) || /\S/.test($(node).text())) groups.at(-1)?.push(node);
  }
  return groups.filter((group) => group.length > 0);
}

function isEmpty(element: TreeElement, $: Draft['$']): boolean {
  if (element.name !== 'p' || plain($(element).text()) !== '') return false;
  return $(element).find('img, [data-picture], iframe, hr').length === 0;
}

function isStanza(group: TreeNode[], $: Draft['$']): boolean {
  if (group.length < FEWEST_LINES) return false;
  const lines = group.map((node) => plain($(node).text()));
  const areLines = group.every(
    (node) =>
      isElement(node) && node.name === 'p' && $(node).find('br, img, a, strong, b').length === 0,
  );
  const areShort = lines.every((line) => line !== '' && [...line].length <= LONGEST_LINE);
  const sentences = lines.filter((line) => SENTENCE.test(line)).length;
  return areLines && areShort && sentences <= lines.length * MOST_SENTENCES;
}

function joinLines([first, ...others]: TreeElement[], $: Draft['$']): void {
  if (!first) return;
  for (const line of others) {
    $(first).append('<br>', $(line).contents());
    $(line).remove();
  }
}
