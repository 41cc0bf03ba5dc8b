/** Ctrl-C ends cleanly; a second one ends at once. */
import { exitCodes } from './exit.ts';
import type { Terminal } from './terminal.ts';

/** A platform that stops a service has been served well; somebody at the keyboard has interrupted it. */
export function codeAfter(signal: string | null): number {
  return signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.well;
}

export interface Interrupt {
  readonly happened: boolean;
  /** By which it was stopped. */
  readonly signal: string | null;
  stopListening(): void;
}

export function onInterrupt({
  first,
  second,
}: {
  first: (signal: string) => void;
  second: () => void;
}): Interrupt {
  let stoppedBy: string | null = null;
  const listen = (signal: string) => {
    if (stoppedBy !== null) return second();
    stoppedBy = signal;
    return first(signal);
  };
  process.on('SIGINT', listen);
  process.on('SIGTERM', listen);
  return {
    get happened() {
      return stoppedBy !== null;
    },
    get signal() {
      return stoppedBy;
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
