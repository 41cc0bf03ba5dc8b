/** Ctrl-C ends cleanly; a second one ends at once. */
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
