/**
 * The last word on what is published: a list of elements and attributes; all
 * else goes. It rests on nothing that ran before, and it repeats until its own
 * output parses back to itself, so that no parser reads another tree out of it
 * than the one that was checked (mutation XSS).
 */
import { linkAddress } from './addresses.ts';
import {
  dissolve,
  htmlOf,
  isElement,
  isText,
  nodesOf,
  type TreeElement,
  type TreeNode,
  tree,
} from './draft.ts';

type Attribute = (value: string) => boolean;

const none: [string, Attribute][] = [];
const spans: [string, Attribute][] = ['colspan', 'rowspan'].map((name) => [
  name,
  (value) => /^[1-9]\d{0,3}$/.test(value),
]);

/** Elements that may stand in a body, and their attributes. Maps, not objects: no prototypes. */
export const ALLOWED: ReadonlyMap<string, ReadonlyMap<string, Attribute>> = new Map(
  (
    [
      ...'p h2 h3 h4 h5 h6 ul ol blockquote pre code em strong br hr figure table caption thead tbody tr sub sup dl dt dd s u mark small q cite ruby rt rp bdi'
        .split(' ')
        .map((name): [string, [string, Attribute][]] => [name, none]),
      ['a', [['href', isLink]]],
      ['li', [['value', (value) => /^-?\d{1,6}$/.test(value)]]],
      ['img', [['data-picture', (value) => /^(?:0|[1-9]\d{0,2})$/.test(value)]]],
      ['td', spans],
      ['th', spans],
      ['time', [['datetime', (value) => value.length <= 64]]],
      ['abbr', [['title', (value) => value.length <= 300]]],
    ] as [string, [string, Attribute][]][]
  ).map(([name, attributes]) => [name, new Map(attributes)]),
);

/** Elements whose content is no text either. All others leave their content behind. */
const DROPPED = new Set(
  'script style template title head noscript noembed noframes iframe frame frameset object embed applet param svg math canvas audio video source track picture map area form button input select option optgroup textarea datalist output progress meter dialog menu link meta base basefont bgsound xmp plaintext listing marquee portal'.split(
    ' ',
  ),
);

const MAX_ROUNDS = 8;

/** A fixed point: `sanitise(sanitise(html)) === sanitise(html)`. Throws where none is reached. */
export function sanitise(html: string): string {
  let before = html;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const after = once(before);
    if (after === before) return after;
    before = after;
  }
  throw new Error(`sanitising does not come to rest after ${MAX_ROUNDS} rounds`);
}

function once(html: string): string {
  const $ = tree(html);
  clean(nodesOf($), $);
  return htmlOf($);
}

function clean(nodes: TreeNode[], $: ReturnType<typeof tree>): void {
  for (const node of [...nodes]) {
    if (isText(node)) continue;
    if (!isElement(node) || DROPPED.has(node.name)) {
      $(node).remove();
      continue;
    }
    clean(node.children, $);
    const attributes = ALLOWED.get(node.name);
    if (attributes) keepAttributes(node, attributes);
    // `<pre>\n` loses its break at each parsing.
    if (node.name === 'pre') trimStart(node);
    const isStray = node.name === 'img' && node.attribs['data-picture'] === undefined;
    if (!attributes) dissolve($(node));
    else if (isStray) $(node).remove();
  }
}

function keepAttributes(element: TreeElement, allowed: ReadonlyMap<string, Attribute>): void {
  for (const [name, value] of Object.entries(element.attribs)) {
    if (allowed.get(name)?.(value) !== true) delete element.attribs[name];
  }
}

function trimStart(pre: TreeElement): void {
  const [first] = pre.children;
  if (isText(first)) first.data = first.data.replace(/^\n+/, '');
}

/** Absolute and as a URL parser writes it, so that it cannot mean something else elsewhere. */
export function isLink(value: string): boolean {
  return linkAddress(value, { base: null, file: '' }) === value;
}
