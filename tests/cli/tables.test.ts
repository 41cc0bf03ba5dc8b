/** What a terminal gets as a table. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { failureTable } from '../../cli/failures.ts';
import { table } from '../../cli/table.ts';
import { codes } from '../../shared/codes.ts';

const failure = (file: string, code: string) => ({ file, code, message: 'with particulars' });

describe('the table of failures', () => {
  it('has a row for each reason, the most frequent first, with the first files', () => {
    const timeouts = ['1.html', '2.html', '3.html', '4.html', '5.html'];
    const [text = ''] = failureTable(
      [failure('x.pdf', 'E_NOT_HTML'), ...timeouts.map((file) => failure(file, 'E_TIMEOUT'))],
      200,
    );
    const lines = stripVTControlCharacters(text).split('\n');
    expect(lines[0]).toMatch(/^Failed {2}Code +What happened, and what you can do +Files$/);
    expect(lines[1]).toMatch(/^ {5}5 {2}E_TIMEOUT /);
    expect(lines[1]).toContain(codes.E_TIMEOUT.message);
    expect(lines[1]).toContain(codes.E_TIMEOUT.next);
    expect(lines.slice(1, 5).map((line) => line.trim().split(/ {2,}/).at(-1))).toEqual([
      '1.html',
      '2.html',
      '3.html',
      '… and 2 more',
    ]);
    expect(lines[5]).toMatch(/^ {5}1 {2}E_NOT_HTML .* x\.pdf$/);
  });

  it('shows no control characters of a name, and is not there where nothing failed', () => {
    const [text = ''] = failureTable([failure('a\u001b[2Jb\n.md', 'E_EMPTY')], 100);
    expect(text).toContain('a\ufffd[2Jb\ufffd.md');
    expect(failureTable([], 100)).toEqual([]);
  });
});

describe('a table', () => {
  const columns = [{ head: 'File' }, { head: 'Title', grows: true }, { head: 'End' }];

  it('counts Chinese characters as two columns', () => {
    const text = table(
      columns,
      [
        ['港口.md', '渡轮', 'x'],
        ['a.md', 'ferry', 'y'],
      ],
      null,
    );
    expect(text).toBe(['File     Title  End', '港口.md  渡轮   x', 'a.md     ferry  y'].join('\n'));
  });

  it('is no wider than the screen', () => {
    const rows = [
      ['a.md', 'The harbour opens again on Monday, and everybody may come aboard', 'x'],
    ];
    const lines = table(columns, rows, 40).split('\n');
    expect(lines.length).toBeGreaterThan(2);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
    expect(lines.join(' ').replace(/\s+/g, ' ')).toContain('aboard');
  });
});
