/**
 * Whether asterisks round a text will be read back as emphasis (CommonMark 0.31,
 * 6.2): their outer neighbour decides together with the punctuation inside, and
 * Chinese has no spaces to keep them apart.
 */
import type TurndownService from 'turndown';

/** What is asked of a DOM node. */
interface Sibling {
  nodeType: number;
  textContent: string | null;
}

const SPACE = /^\s?$/u;
const PUNCTUATION = /^[\p{P}\p{S}]$/u;

export function emphasis(
  mark: '*' | '**',
  tag: 'em' | 'strong',
): TurndownService.ReplacementFunction {
  return (content, node) => {
    const text = content.trim();
    if (text === '') return content;
    const before = neighbour(node.previousSibling, -1);
    const after = neighbour(node.nextSibling, 0);
    const reads = opens(before, text.at(0) ?? '') && opens(after, [...text].at(-1) ?? '');
    return reads ? `${mark}${text}${mark}` : `<${tag}>${text}</${tag}>`;
  };
}

/** By the rule of flanking: `inner` is the character inside next to the mark, `outer` the one outside. */
function opens(outer: string | null, inner: string): boolean {
  if (outer === null || inner === '*' || inner === '_') return false;
  return !PUNCTUATION.test(inner) || SPACE.test(outer) || PUNCTUATION.test(outer);
}

/** The character next to an element; empty at the edge, null where another element's marks may stand. */
function neighbour(sibling: Sibling | null, at: 0 | -1): string | null {
  if (!sibling) return '';
  if (sibling.nodeType !== 3) return null;
  return [...(sibling.textContent ?? '')].at(at) ?? '';
}
