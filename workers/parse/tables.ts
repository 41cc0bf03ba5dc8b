/** Tables of data. One column is layout: its cells flow like other text. */
import { compactHtml, type Flow, innerBlocks } from './blocks.ts';
import { isElement, type TreeElement } from './draft.ts';
import { inlineHtml, runsOf } from './inline.ts';

const MAX_SPAN = 1000;

/** The table, or null where it only arranges text. */
export function tableHtml(table: TreeElement, flow: Flow): string | null {
  const rows = rowsOf(table);
  if (!rows.some((row) => cellsOf(row).length > 1)) return null;
  const head = rows.filter(({ parent }) => isElement(parent) && parent.name === 'thead');
  const rest = rows.filter((row) => !head.includes(row));
  const parts = [
    captionHtml(table, flow),
    sectionHtml('thead', head, flow),
    sectionHtml('tbody', rest, flow),
  ];
  return `<table>${parts.join('')}</table>`;
}

/** Rows of this table, not of one inside it. */
function rowsOf(element: TreeElement): TreeElement[] {
  return element.children.filter(isElement).flatMap((child) => {
    if (child.name === 'tr') return [child];
    return /^t(?:head|body|foot)$/.test(child.name) ? rowsOf(child) : [];
  });
}

function cellsOf(row: TreeElement): TreeElement[] {
  return row.children.filter(isElement).filter(({ name }) => name === 'td' || name === 'th');
}

function captionHtml(table: TreeElement, flow: Flow): string {
  const caption = table.children.filter(isElement).find(({ name }) => name === 'caption');
  const html = caption ? inlineHtml(runsOf(caption.children, flow.marks, flow.positions)) : '';
  return html === '' ? '' : `<caption>${html}</caption>`;
}

function sectionHtml(tag: string, rows: TreeElement[], flow: Flow): string {
  const html = rows.map((row) => rowHtml(row, flow)).join('');
  return html === '' ? '' : `<${tag}>${html}</${tag}>`;
}

function rowHtml(row: TreeElement, flow: Flow): string {
  const cells = cellsOf(row).map(({ name, attribs, children }) => {
    const spans = ['colspan', 'rowspan'].map((span) => spanOf(span, attribs[span])).join('');
    return `<${name}${spans}>${compactHtml(innerBlocks(children, flow))}</${name}>`;
  });
  return cells.length === 0 ? '' : `<tr>${cells.join('')}</tr>`;
}

function spanOf(name: string, value = ''): string {
  const count = /^\d{1,4}$/.test(value) ? Number(value) : 1;
  return count > 1 && count <= MAX_SPAN ? ` ${name}="${count}"` : '';
}
