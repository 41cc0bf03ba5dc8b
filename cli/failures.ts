/** What failed, by reason: how often, what happened, what to do, and the first files. For a terminal. */
import type { Counts } from '../queues/counts.ts';
import { codes } from '../shared/codes.ts';
import { colours } from './colours.ts';
import { table } from './table.ts';

/** The most files named for each reason. */
const MOST_FILES = 3;

type Failures = Counts['failures'];

/** The most frequent reason first. @param width of the screen in columns. */
export function failureTable(failures: Failures, width: number): string[] {
  if (failures.length === 0) return [];
  const groups = [...byCode(failures)].sort(
    ([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1),
  );
  const rows = groups.map(([code, group]) => [
    String(group.length),
    colours.red(code),
    whatToDo(code, group),
    firstFiles(group),
  ]);
  const columns = [
    { head: 'Failed', align: 'right' as const },
    { head: 'Code' },
    { head: 'What happened, and what you can do', grows: true },
    { head: 'Files', grows: true },
  ];
  return [table(columns, rows, width)];
}

function byCode(failures: Failures): Map<string, Failures> {
  const groups = new Map<string, Failures>();
  for (const failure of failures) {
    const code = failure.code ?? 'E_INTERNAL';
    groups.set(code, [...(groups.get(code) ?? []), failure]);
  }
  return groups;
}

function whatToDo(code: string, [first]: Failures): string {
  const known = Object.entries(codes).find(([name]) => name === code)?.[1];
  return known ? `${known.message} ${known.next}` : (first?.message ?? '');
}

function firstFiles(group: Failures): string {
  const names = group.slice(0, MOST_FILES).map(({ file }) => plain(file));
  const more = group.length - MOST_FILES;
  return (more > 0 ? [...names, `… and ${more} more`] : names).join('\n');
}

/** A file's name may hold anything, also what would steer the terminal. */
function plain(name: string): string {
  return name.replace(/\p{Cc}/gu, '\ufffd');
}
