/**
 * One article while it is being cleaned: the tree, which the passes change in
 * place, and what they found. Only workers/parse.ts sees a draft from outside.
 */
import { type Cheerio, type CheerioAPI, load } from 'cheerio';
import type { FoundPicture, Lifted, ParsedArticle, Warning } from '../../shared/article.ts';
import type { Outlet } from '../outlets/outlet.ts';
import type { Place } from './addresses.ts';
import { plain } from './characters.ts';

type Root = ReturnType<CheerioAPI['root']> extends Cheerio<infer D> ? D : never;
/** What a tree is made of: elements, texts, comments. */
export type TreeNode = Root['children'][number];
export type TreeElement = Extract<TreeNode, { attribs: unknown }>;
/** What a selector finds. */
export type Selection = Cheerio<Root | TreeNode>;
export type TreeText = Extract<TreeNode, { nodeType: 3 }>;

export interface Draft {
  $: CheerioAPI;
  outlet: Outlet | null;
  place: Place;
  title: string | null;
  /** What the page's head names as its picture where it is shared, best first. */
  sharedPictures: string[];
  pictures: FoundPicture[];
  related: ParsedArticle['related'];
  warnings: Warning[];
  /** What was lifted, each with where it stood in the source. */
  lifted: (Lifted & { at: number })[];
  /** Where each node stood in the source, counted from its beginning. */
  positions: WeakMap<object, number>;
}

export type Pass = (draft: Draft) => void;

export function openDraft(
  html: string,
  {
    outlet,
    place,
    title,
    sharedPictures,
  }: Pick<Draft, 'outlet' | 'place' | 'title' | 'sharedPictures'>,
): Draft {
  const $ = tree(html);
  const positions = new WeakMap<object, number>();
  number(nodesOf($), positions, 1);
  return {
    $,
    outlet,
    place,
    title,
    sharedPictures,
    pictures: [],
    related: [],
    warnings: [],
    lifted: [],
    positions,
  };
}

/** The one element at the top of a tree; no source uses its name. */
export const TOP = 'offprint-text';

/**
 * A fragment as a tree below one element: cheerio 1.2 compares all that stand at the top with each
 * other when it parses and when it selects, and with 20,000 of them took 30 s. Scripting is off as
 * a rule, so that what stands in `noscript` is a tree and not a text.
 */
export function tree(html: string, { scriptingEnabled = false } = {}): CheerioAPI {
  return load(`<${TOP}>${html}`, { scriptingEnabled }, false);
}

export function nodesOf($: CheerioAPI): TreeNode[] {
  const top = $.root()[0]?.children.find(isElement);
  return top?.children ?? [];
}

export function htmlOf($: CheerioAPI): string {
  return $(TOP).html() ?? '';
}

export function isElement(node: TreeNode | null | undefined): node is TreeElement {
  return node !== null && node !== undefined && 'attribs' in node;
}

export function isText(node: TreeNode | null | undefined): node is TreeText {
  return node?.nodeType === 3;
}

/** `closest` by a tag's name alone: a selector is compiled anew for every element on the way up. */
export function closestNamed(element: Cheerio<TreeElement>, name: string): Cheerio<TreeNode> {
  return element.closest((_, { tagName }) => tagName === name);
}

/**
 * `replaceWith` that may be given nothing: cheerio 1.2 then leaves the neighbours linked to
 * `undefined`, and walking over them throws.
 */
export function replaceBy<T extends TreeNode>(
  element: Cheerio<T>,
  content: string | Cheerio<TreeNode>,
): void {
  if (content.length === 0) element.remove();
  else element.replaceWith(content);
}

/** Leaves of an element what is in it. */
export function dissolve<T extends TreeNode>(element: Cheerio<T>): void {
  replaceBy(element, element.contents());
}

/** Records what a node says about the article; taking the node out is the caller's business. */
export function lift(draft: Draft, node: TreeNode, what: Lifted['what'], text: string): void {
  const said = plain(text);
  if (said !== '') draft.lifted.push({ what, text: said, at: positionOf(draft, node) });
}

/** Blocks made by workers/parse/blocks.ts carry the position of their first text. */
function positionOf({ positions }: Draft, node: TreeNode): number {
  const carried = isElement(node) ? Number(node.attribs['data-at'] ?? Number.NaN) : Number.NaN;
  return positions.get(node) ?? (Number.isNaN(carried) ? Number.MAX_SAFE_INTEGER : carried);
}

function number(nodes: TreeNode[], positions: WeakMap<object, number>, from: number): number {
  let next = from;
  for (const node of nodes) {
    positions.set(node, next);
    next = isElement(node) ? number(node.children, positions, next + 1) : next + 1;
  }
  return next;
}
