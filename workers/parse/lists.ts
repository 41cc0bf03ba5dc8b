/** Lists: every child becomes an item, whether the source made it one or not. */
import { type Block, blockHtml, compactHtml, type Flow, innerBlocks } from './blocks.ts';
import { isElement, type TreeElement, type TreeNode } from './draft.ts';

/** A list without empty items; an empty string where nothing is left. */
export function listHtml(list: TreeElement, flow: Flow): string {
  const items = itemsOf(list, flow);
  const start = /^-?\d{1,6}$/.exec(list.attribs.start ?? '')?.[0];
  const [first] = items;
  // `start` is no attribute of ours: the first item's own number says the same.
  if (list.name === 'ol' && start && first) first.value ??= start;
  const html = items.map(itemHtml).join('');
  return html === '' ? '' : `<${list.name}>${html}</${list.name}>`;
}

interface Item {
  tag: string;
  value?: string;
  blocks: Block[];
}

function itemsOf(list: TreeElement, flow: Flow): Item[] {
  const items: Item[] = [];
  for (const child of list.children) {
    const blocks = innerBlocks(isItem(child) ? child.children : [child], flow);
    const last = items.at(-1);
    if (blocks.length === 0) continue;
    // A list right inside a list belongs to the item before it.
    if (isElement(child) && /^[uo]l$/.test(child.name) && last) last.blocks.push(...blocks);
    else items.push(itemOf(list, child, blocks));
  }
  return items;
}

function itemOf(list: TreeElement, child: TreeNode, blocks: Block[]): Item {
  const name = isElement(child) ? child.name : '';
  if (list.name === 'dl') return { tag: name === 'dt' ? 'dt' : 'dd', blocks };
  const value = isElement(child) ? /^-?\d{1,6}$/.exec(child.attribs.value ?? '')?.[0] : undefined;
  return value && list.name === 'ol' ? { tag: 'li', value, blocks } : { tag: 'li', blocks };
}

function isItem(node: TreeNode): node is TreeElement {
  return isElement(node) && ['li', 'dt', 'dd'].includes(node.name);
}

function itemHtml({ tag, value, blocks }: Item): string {
  if (tag === 'dt') return blocks.map((block) => termHtml(block)).join('');
  const number = value ? ` value="${value}"` : '';
  return `<${tag}${number}>${compactHtml(blocks)}</${tag}>`;
}

/** A term is text; a block in it stands beside it as a description. */
function termHtml(block: Block): string {
  return block.tag === 'p' ? `<dt>${block.html}</dt>` : `<dd>${blockHtml(block)}</dd>`;
}
