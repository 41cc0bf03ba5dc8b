/**
 * Looks at a finished body with a parser's eyes, scripting on and off, and
 * throws where anything stands in it that must not: that is a bug of ours, and
 * is never published.
 */
import {
  htmlOf,
  isElement,
  isText,
  nodesOf,
  type TreeElement,
  type TreeNode,
  tree,
} from './draft.ts';
import { ALLOWED } from './sanitise.ts';

/** Throws an Error that names the violation. `pictures` is the length of the picture list. */
export function verifyBody(body: string, pictures: number): void {
  for (const scriptingEnabled of [true, false]) {
    const $ = tree(body, { scriptingEnabled });
    if (htmlOf($) !== body) throw new Error('the body does not parse back to itself');
    verifyNodes(nodesOf($), pictures);
  }
}

function verifyNodes(nodes: TreeNode[], pictures: number): void {
  for (const node of nodes) {
    if (isText(node)) continue;
    if (!isElement(node)) throw new Error('the body holds something besides elements and text');
    verifyElement(node, pictures);
    verifyNodes(node.children, pictures);
  }
}

function verifyElement({ name, attribs }: TreeElement, pictures: number): void {
  const attributes = ALLOWED.get(name);
  if (!attributes) throw new Error(`the body holds <${name}>`);
  for (const [attribute, value] of Object.entries(attribs)) {
    if (attributes.get(attribute)?.(value) !== true) {
      throw new Error(`the body holds <${name} ${attribute}="${value.slice(0, 80)}">`);
    }
  }
  const index = Number(attribs['data-picture'] ?? Number.NaN);
  if (name === 'img' && !(index < pictures)) {
    throw new Error(`the body shows picture ${index}, and there are ${pictures}`);
  }
}
