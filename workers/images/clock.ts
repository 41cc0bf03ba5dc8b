/**
 * Time that servers were given. Only while somebody asks does it pass: waiting for a turn, decoding
 * and writing do not count. Of several who ask at once it is counted once.
 */
import type { EnterHost } from '../../shared/host-turn.ts';

export class AskingTime {
  #running = 0;
  #since = 0;
  #sum = 0;
  readonly #allowed: number;

  /** Milliseconds. */
  constructor(allowed = Number.POSITIVE_INFINITY) {
    this.#allowed = allowed;
  }

  /** Milliseconds. */
  get spent(): number {
    return this.#sum + (this.#running > 0 ? Date.now() - this.#since : 0);
  }

  /** Milliseconds; not below 0. */
  get left(): number {
    return Math.max(0, this.#allowed - this.spent);
  }

  start(): void {
    if (this.#running === 0) this.#since = Date.now();
    this.#running += 1;
  }

  stop(): void {
    this.#running -= 1;
    if (this.#running === 0) this.#sum += Date.now() - this.#since;
  }
}

/** The same turns, with clocks that run while it is ours. */
export function timed(enterHost: EnterHost, clocks: AskingTime[]): EnterHost {
  return async (visit) => {
    const leave = await enterHost(visit);
    for (const clock of clocks) clock.start();
    return async (answer) => {
      for (const clock of clocks) clock.stop();
      await leave(answer);
    };
  };
}
