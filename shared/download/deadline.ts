/** A time limit that stands still while somebody waits for a turn: waiting is not the server's fault. */
export class Deadline {
  readonly #over = new AbortController();
  #left: number;
  #timer: NodeJS.Timeout | undefined;
  #since = 0;

  constructor(milliseconds: number) {
    this.#left = milliseconds;
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  go(): void {
    this.#since = Date.now();
    this.#timer = setTimeout(() => this.#over.abort(), this.#left).unref();
  }

  pause(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#left = Math.max(0, this.#left - (Date.now() - this.#since));
  }
}
