/**
 * Tables without lines, as wide as the terminal at most. Chinese characters are two columns wide.
 * The only file that knows cli-table3.
 */
import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';

export interface Column {
  head?: string;
  align?: 'left' | 'right';
  /** Takes a share of the room that the others leave, and is broken into lines there. */
  grows?: boolean;
}

const GAP = 2;
/** Columns; where the screen is narrower, lines are broken by the terminal. */
const LEAST = 16;
const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

/** @param width of the screen in columns; null = as wide as it gets. */
export function table(columns: Column[], rows: string[][], width: number | null): string {
  const heads = columns.map(({ head = '' }) => head);
  const cells = heads.some(Boolean) ? [heads, ...rows] : rows;
  const made = new Table({
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': GAP, head: [], border: [] },
    colAligns: columns.map(({ align = 'left' }) => align),
    colWidths: width === null ? [] : widths(columns, cells, width),
    wordWrap: true,
  });
  made.push(...cells);
  return made
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Of stdout in columns; null where it is no terminal. */
export function screenWidth(): number | null {
  return process.stdout.isTTY ? process.stdout.columns : null;
}

/** Those that grow share what is left; null = as wide as its content. */
function widths(columns: Column[], rows: string[][], width: number): (number | null)[] {
  const narrow = new Table({ chars: NO_LINES, style: { 'padding-left': 0, 'padding-right': GAP } });
  narrow.push(...rows.map((row) => row.filter((_, place) => !columns[place]?.grows)));
  const [line = ''] = stripVTControlCharacters(narrow.toString()).split('\n');
  const growing = columns.filter(({ grows }) => grows).length;
  const share = Math.floor((width - line.length) / growing);
  return columns.map(({ grows }) => (grows ? Math.max(share, LEAST) : null));
}
