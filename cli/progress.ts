/** Progress lines: told seldom enough to cost nothing. */
import type { Terminal } from './terminal.ts';

/** Milliseconds between two lines. */
const EVERY = 250;

/** Calls at most so often, in milliseconds. */
export function every(ms: number, act: () => void): () => void {
  let last = 0;
  return () => {
    if (Date.now() - last < ms) return;
    last = Date.now();
    act();
  };
}

/** Told how many have been copied, it says so. */
export function copying(total: number, terminal: Terminal): (count: number) => void {
  let now = 0;
  const say = every(EVERY, () =>
    terminal.progress(`copying into the inbox … ${now} of ${total} files`),
  );
  return (count) => {
    now = count;
    say();
  };
}
