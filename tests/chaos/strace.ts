/** What a program asked of the disk and in which order, as strace saw it. */
import { readFileSync } from 'node:fs';

export interface Call {
  name: string;
  /** Paths of the call, in its order; of a file descriptor, the path it is open at. */
  paths: string[];
  /** Where in the order of all things it began and where it was done. */
  began: number;
  done: number;
}

/** The arguments that make strace write what `readTrace` reads. */
export function straceArguments(file: string): string[] {
  const calls = 'fsync,fdatasync,rename,renameat,renameat2,link,linkat,mkdir,mkdirat';
  return ['-f', '-y', '-s', '1000', '-e', `trace=${calls}`, '-e', 'signal=none', '-o', file];
}

/** Calls that succeeded. */
export function readTrace(file: string): Call[] {
  const calls: Call[] = [];
  const open = new Map<string, { text: string; began: number }>();
  for (const [at, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    const [, thread = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    if (rest.endsWith('<unfinished ...>')) {
      open.set(thread, { text: rest.replace(/\s*<unfinished \.\.\.>$/, ''), began: at });
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const before = resumed && open.get(thread);
    const whole = before ? before.text + resumed[1] : rest;
    const [, name, given = ''] = /^(\w+)\((.*)\)\s+= 0$/.exec(whole) ?? [];
    if (!name) continue;
    const paths = [...given.matchAll(/"((?:[^"\\]|\\.)*)"|\d+<([^>]*)>/g)].map(
      ([, text, opened]) => text ?? opened ?? '',
    );
    calls.push({ name, paths, began: before?.began ?? at, done: at });
  }
  return calls;
}
