import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { copying } from '../../cli/progress.ts';
import { openTerminal } from '../../cli/terminal.ts';

/** A terminal of so many columns; 0 where it does not know. */
function screen(columns: number) {
  let said = '';
  const write = (chunk: Buffer, _: unknown, done: () => void) => {
    said += chunk.toString();
    done();
  };
  const stderr = Object.assign(new Writable({ write }), { isTTY: true, columns });
  const terminal = openTerminal({ quiet: false }, { stdout: new Writable({ write }), stderr });
  return { terminal, said: () => said };
}

it('says how many files have been copied, but not for each', () => {
  const { terminal, said } = screen(0);
  const copied = copying(50_000, terminal);
  for (let count = 1; count <= 100; count += 1) copied(count);
  expect(said()).toBe('copying into the inbox … 1 of 50000 files');
});

it('cuts progress to the width of the terminal, so that it stays one line', () => {
  const { terminal, said } = screen(20);
  terminal.progress('copying into the inbox …');
  expect(said()).toBe('copying into the in');
});
