/** Data go to stdout, everything else to stderr; a progress line only where there is a terminal. */
import type { Writable } from 'node:stream';

export interface Terminal {
  /** A result, for people or, with --json, for scripts. */
  out(text: string): void;
  /** News, for people; nothing with --quiet. */
  say(text: string): void;
  /** Replaces the last progress line; '' removes it. */
  progress(text: string): void;
}

export function openTerminal(
  { quiet }: { quiet: boolean },
  {
    stdout,
    stderr,
  }: { stdout: Writable; stderr: Writable & { isTTY?: boolean; columns?: number } } = process,
): Terminal {
  const shows = stderr.isTTY === true && !quiet;
  let line = '';
  const clear = () => {
    if (line) stderr.write('\r\u001b[K');
    line = '';
  };
  return {
    out(text) {
      clear();
      stdout.write(`${text}\n`);
    },
    say(text) {
      if (quiet) return;
      clear();
      stderr.write(`${text}\n`);
    },
    progress(text) {
      if (!shows || text === line) return;
      clear();
      // A terminal that does not know its width says 0.
      stderr.write(text.slice(0, (stderr.columns || 80) - 1));
      line = text;
    },
  };
}
