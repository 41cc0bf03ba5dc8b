/**
 * Rebuilds the article out of a dozen kinds of block: whatever the source
 * nested (div soup, `<p><div>`, breaks for paragraphs) becomes a flat and valid
 * sequence. Boxes dissolve; no text is dropped here.
 */
import { visible } from './characters.ts';
import { isElement, type TreeElement, type TreeNode } from './draft.ts';
import { escapeText, inlineHtml, marksInside, type Run, runsOf, splitAtBreaks } from './inline.ts';
import { listHtml } from './lists.ts';
import { tableHtml } from './tables.ts';

export interface Block {
  tag: 'p' | 'other' | 'hr';
  /** Of a paragraph what stands in it, of others all. */
  html: string;
  /** Where its first text stood in the source. */
  at: number;
}

export interface Flow {
  blocks: Block[];
  /** Text that has not become a paragraph yet. */
  runs: Run[];
  marks: string[];
  positions: WeakMap<object, number>;
}

type Builder = (element: TreeElement, flow: Flow) => void;

const builders = new Map<string, Builder>([
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((name): [string, Builder] => [name, heading]),
  ['ul', (element, flow) => other(listHtml(element, flow), flow)],
  ['ol', (element, flow) => other(listHtml(element, flow), flow)],
  ['dl', (element, flow) => other(listHtml(element, flow), flow)],
  ['blockquote', quotation],
  ['pre', preformatted],
  ['figure', figure],
  ['table', table],
  ['hr', (_, flow) => push({ tag: 'hr', html: '<hr>', at: 0 }, flow)],
]);

/** Elements that end the paragraph before them and begin a new one. */
const BOXES = new Set(
  'p div section article main header footer aside center details summary fieldset legend address hgroup figcaption li dt dd tr td th caption body html form'.split(
    ' ',
  ),
);

/** The blocks below the nodes. Paragraphs carry their place in the source as `data-at`. */
export function blocksHtml(nodes: TreeNode[], positions: WeakMap<object, number>): string {
  const blocks = innerBlocks(nodes, { marks: [], positions });
  return blocks.filter(isMeantRule).map(blockHtml).join('');
}

/** Blocks for the inside of an item, a cell or a quotation. */
export function innerBlocks(
  nodes: TreeNode[],
  { positions, marks }: Pick<Flow, 'positions' | 'marks'>,
): Block[] {
  const flow: Flow = { blocks: [], runs: [], marks, positions };
  fill(nodes, flow);
  flush(flow);
  return flow.blocks;
}

/** The inside of an item or a cell: its first paragraph needs no element of its own when alone. */
export function compactHtml(blocks: Block[]): string {
  const [first, ...rest] = blocks;
  const isAlone = first?.tag === 'p' && !rest.some(({ tag }) => tag === 'p');
  return isAlone ? first.html + rest.map(blockHtml).join('') : blocks.map(blockHtml).join('');
}

function fill(nodes: TreeNode[], flow: Flow): void {
  for (const node of nodes) {
    if (!isElement(node) || node.name === 'br') {
      flow.runs.push(...runsOf([node], flow.marks, flow.positions));
      continue;
    }
    const builder = builders.get(node.name);
    if (builder) {
      flush(flow);
      builder(node, flow);
    } else if (BOXES.has(node.name)) {
      flush(flow);
      fill(node.children, flow);
      flush(flow);
    } else {
      // Inside a mark the paragraph goes on; a block in it is parted from it, marked as well.
      fill(node.children, { ...flow, marks: marksInside(node, flow.marks) });
    }
  }
}

function flush(flow: Flow): void {
  const runs = flow.runs.splice(0);
  for (const paragraph of splitAtBreaks(runs)) {
    const html = inlineHtml(paragraph);
    const at = paragraph.find(({ text }) => text !== null)?.at ?? 0;
    if (html !== '') push({ tag: 'p', html, at }, flow);
  }
}

function heading(element: TreeElement, flow: Flow): void {
  const html = inlineHtml(runsOf(element.children, flow.marks, flow.positions));
  // The page's own h1 is the article's title.
  const tag = element.name === 'h1' ? 'h2' : element.name;
  if (html !== '') other(`<${tag}>${html}</${tag}>`, flow);
  for (const picture of picturesBelow(element)) figure(picture, flow);
}

function quotation(element: TreeElement, flow: Flow): void {
  const inside = innerBlocks(element.children, flow).map(blockHtml).join('');
  other(inside === '' ? '' : `<blockquote>${inside}</blockquote>`, flow);
}

/** Its spaces mean something; all else in it does not. */
function preformatted(element: TreeElement, flow: Flow): void {
  const runs = runsOf(element.children, [], flow.positions);
  const text = visible(runs.map((run) => run.text ?? '\n').join(''));
  // A parser drops one line break at the start each time.
  const trimmed = text.replace(/^\s*\n/, '').trimEnd();
  if (trimmed !== '') other(`<pre>${escapeText(trimmed)}</pre>`, flow);
  for (const picture of picturesBelow(element)) figure(picture, flow);
}

/** A figure of ours is a picture's place; any other is a box. */
function figure(element: TreeElement, flow: Flow): void {
  const index = pictureIn(element);
  if (index !== undefined) {
    other(`<figure><img data-picture="${escapeText(index)}"></figure>`, flow);
  } else {
    fill(element.children, flow);
    flush(flow);
  }
}

function pictureIn({ name, children }: TreeElement): string | undefined {
  const [img] = children;
  const isPlace = name === 'figure' && children.length === 1 && isElement(img);
  return isPlace && img.name === 'img' ? img.attribs['data-picture'] : undefined;
}

function table(element: TreeElement, flow: Flow): void {
  const html = tableHtml(element, flow);
  if (html === null) {
    fill(element.children, flow);
    flush(flow);
  } else {
    other(html, flow);
  }
}

function picturesBelow(element: TreeElement): TreeElement[] {
  return element.children
    .filter(isElement)
    .flatMap((child) => (pictureIn(child) === undefined ? picturesBelow(child) : [child]));
}

function other(html: string, flow: Flow): void {
  if (html !== '') push({ tag: 'other', html, at: 0 }, flow);
}

function push(block: Block, flow: Flow): void {
  flow.blocks.push(block);
}

export function blockHtml({ tag, html, at }: Block): string {
  return tag === 'p' ? `<p data-at="${at}">${html}</p>` : html;
}

/** A rule parts two things: none stands first, last, or behind another. */
function isMeantRule({ tag }: Block, at: number, blocks: Block[]): boolean {
  if (tag !== 'hr') return true;
  return at > 0 && at < blocks.length - 1 && blocks[at + 1]?.tag !== 'hr';
}
