/** HTML as XML, which knows no missing end tags and fewer characters. */
import { isElement, isText, type TreeNode } from '../parse/draft.ts';

const VOID = new Set(['br', 'hr', 'img']);

/** Characters that XML 1.0 cannot hold, not even as a reference. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is what this is for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** For whole documents: names, titles and addresses come from anywhere. */
export function withoutForbidden(xml: string): string {
  return xml.replace(FORBIDDEN, '');
}

/** Comments are left out. */
export function xhtmlOf(nodes: TreeNode[]): string {
  return nodes.map(one).join('');
}

function one(node: TreeNode): string {
  if (isText(node)) return escaped(node.data);
  if (!isElement(node)) return '';
  const attributes = Object.entries(node.attribs).map(
    ([name, value]) => ` ${name}="${escaped(value)}"`,
  );
  const start = `<${node.name}${attributes.join('')}`;
  return VOID.has(node.name) ? `${start}/>` : `${start}>${xhtmlOf(node.children)}</${node.name}>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
