/** Ctrl-C ends cleanly; a second one ends at once. */
import { exitCodes } from './exit.ts';
import type { Terminal } from './terminal.ts';

export interface Interrupt {
  readonly happened: boolean;
  stopListening(): void;
}

export function onInterrupt({
  first,
  second,
}: {
  first: (signal: string) => void;
  second: () => void;
}): Interrupt {
  let happened = false;
  const listen = (signal: string) => {
    if (happened) return second();
    happened = true;
    return first(signal);
  };
  process.on('SIGINT', listen);
  process.on('SIGTERM', listen);
  return {
    get happened() {
      return happened;
    },
    stopListening() {
      process.off('SIGINT', listen);
      process.off('SIGTERM', listen);
    },
  };
}

/** As `start` and `run` want it, from their first moment on: `kill` ends what has been started so far. */
export function interruptible(terminal: Terminal, kill: () => void): Interrupt {
  return onInterrupt({
    first: () =>
      terminal.say(
        'Stopping; what is under way goes on next time. Press Ctrl-C again to end at once.',
      ),
    second: () => {
      kill();
      process.exit(exitCodes.interrupted);
    },
  });
}
