/**
 * The text of one paragraph: runs of characters, each with the marks around it.
 * Written back as HTML, neighbours with the same marks share them, so that
 * `<b>a</b><b>b</b>` becomes one, and a mark never spans a block.
 */
import { SEAM, spaced, visible } from './characters.ts';
import { isElement, type TreeElement, type TreeNode } from './draft.ts';

export interface Run {
  /** A line break where null. */
  text: string | null;
  /** Opening tags, outermost first. */
  marks: string[];
  /** Where it stood in the source. */
  at: number;
}

const TAGS = new Map<string, string>([
  ['b', 'strong'],
  ['i', 'em'],
  ['cite', 'cite'],
  ['dfn', 'em'],
  ['kbd', 'code'],
  ['samp', 'code'],
  ['tt', 'code'],
  ['del', 's'],
  ['strike', 's'],
  ['ins', 'u'],
  ['bdo', 'bdi'],
  ...['strong', 'em', 'code', 's', 'u', 'mark', 'small', 'sub', 'sup', 'q'].map(same),
  ...['ruby', 'rt', 'rp', 'bdi'].map(same),
]);
/** Elements that are a mark only with their attribute. */
const WITH_ATTRIBUTE = new Map<string, string>([
  ['a', 'href'],
  ['time', 'datetime'],
  ['abbr', 'title'],
]);

/** The marks inside an element: those around it, and its own where it is one and adds something. */
export function marksInside({ name, attribs }: TreeElement, marks: string[]): string[] {
  const attribute = WITH_ATTRIBUTE.get(name);
  const tag = attribute ? name : TAGS.get(name);
  if (tag === undefined || marks.some((mark) => tagOf(mark) === tag)) return marks;
  if (attribute === undefined) return [...marks, `<${tag}>`];
  const value = attribs[attribute];
  return value ? [...marks, `<${tag} ${attribute}="${escapeAttribute(value)}">`] : marks;
}

/** Two breaks, or one before an indent, part paragraphs. */
export function splitAtBreaks(runs: Run[]): Run[][] {
  const paragraphs: Run[][] = [[]];
  // Breaks and blanks, until it is known what comes behind them.
  let pending: Run[] = [];
  for (const run of runs) {
    if (isBlank(run.text)) {
      pending.push(run);
      continue;
    }
    const lastBreak = pending.findLastIndex(({ text }) => text === null);
    const breaks = pending.filter(({ text }) => text === null).length;
    const indent = [...pending.slice(lastBreak + 1), run].map(({ text }) => text).join('');
    if (breaks > 1 || (breaks === 1 && INDENT.test(indent))) paragraphs.push([run]);
    else paragraphs.at(-1)?.push(...pending, run);
    pending = [];
  }
  return paragraphs;
}

/** Two ideographic spaces, or what stands for them. */
const INDENT = /^[\u00a0\u3000]{2}/;

/** HTML of the runs, spaces folded and trimmed; empty where they say nothing. */
export function inlineHtml(runs: Run[]): string {
  const folded = fold(runs);
  let html = '';
  let open: string[] = [];
  let before: string[] = [];
  for (const [at, { text, marks }] of folded.entries()) {
    if (!isBlank(text)) before = marks;
    // A space or a break belongs to the marks that both sides share.
    const around = isBlank(text) ? shared(before, marksAfter(folded, at)) : marks;
    const kept = shared(open, around).length;
    html += closing(open.slice(kept)) + around.slice(kept).join('');
    html += text === null ? '<br>' : escapeText(text);
    open = around;
  }
  return html + closing(open);
}

/** All texts and breaks below the nodes, in order. */
export function runsOf(
  nodes: TreeNode[],
  marks: string[],
  positions: WeakMap<object, number>,
): Run[] {
  return nodes.flatMap((node) => {
    if (!isElement(node)) {
      return 'data' in node && node.nodeType === 3
        ? [{ text: node.data, marks, at: positions.get(node) ?? 0 }]
        : [];
    }
    if (node.name === 'br') return [{ text: null, marks, at: positions.get(node) ?? 0 }];
    return runsOf(node.children, marksInside(node, marks), positions);
  });
}

export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function escapeAttribute(value: string): string {
  return escapeText(value).replaceAll('"', '&quot;');
}

/** Lines of text with single breaks between them: none empty, their spaces folded. */
function fold(runs: Run[]): Run[] {
  const lines: Run[][] = [[]];
  for (const run of runs) {
    if (run.text === null) lines.push([]);
    else lines.at(-1)?.push(run);
  }
  return lines
    .map(foldLine)
    .filter((line) => line.length > 0)
    .flatMap((line, at) => (at === 0 ? line : [{ text: null, marks: [], at: 0 }, ...line]));
}

function foldLine(line: Run[]): Run[] {
  const runs = line
    .map((run) => ({ ...run, text: visible(run.text ?? '') }))
    .filter(({ text }) => text !== '');
  const texts = spaced(runs.map(({ text }) => text).join(SEAM)).split(SEAM);
  // Spaces stand alone, so that they fall outside marks that only one side has.
  return runs.flatMap((run, at) =>
    (texts[at] ?? '')
      .split(/^(\s+)|(\s+)$/)
      .filter((part) => part)
      .map((text) => ({ ...run, text })),
  );
}

function marksAfter(runs: Run[], at: number): string[] {
  for (let next = at + 1; next < runs.length; next += 1) {
    const run = runs[next];
    if (run && !isBlank(run.text)) return run.marks;
  }
  return [];
}

function shared(left: string[], right: string[]): string[] {
  const end = left.findIndex((mark, at) => mark !== right[at]);
  return end === -1 ? left : left.slice(0, end);
}

function closing(marks: string[]): string {
  return marks
    .map((mark) => `</${tagOf(mark)}>`)
    .reverse()
    .join('');
}

function tagOf(mark: string): string {
  return /^<([a-z]+)/.exec(mark)?.[1] ?? '';
}

function isBlank(text: string | null): boolean {
  return text === null || !/\S/.test(text);
}

function same(tag: string): [string, string] {
  return [tag, tag];
}
