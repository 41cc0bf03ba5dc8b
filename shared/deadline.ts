/**
 * A time limit under a signal that may end the work before. It stands still while somebody waits for a
 * turn: waiting is not the server's fault.
 *
 * Not AbortSignal.any() with AbortSignal.timeout(): Node 20 never lets go of a signal made so while
 * somebody listens to it, nor of what he holds in turn. That was 90 kB an article.
 */
import { setMaxListeners } from 'node:events';

export class Deadline {
  readonly #controller = new AbortController();
  readonly #cancelled: AbortSignal;
  readonly #cancel = () => this.#controller.abort(this.#cancelled.reason);
  #left: number;
  #timer: NodeJS.Timeout | undefined;
  #since = 0;
  #isOver = false;

  constructor(milliseconds: number, cancelled: AbortSignal) {
    this.#left = milliseconds;
    this.#cancelled = cancelled;
    // Every picture of an article listens to the article's, many of them at once.
    setMaxListeners(0, cancelled, this.signal);
    if (cancelled.aborted) this.#cancel();
    cancelled.addEventListener('abort', this.#cancel, { once: true });
  }

  /** Fires when the time is over, and when the other signal does, with its reason. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether the time is over, whatever the other signal does. */
  get isOver(): boolean {
    return this.#isOver;
  }

  go(): void {
    this.#since = Date.now();
    this.#timer = setTimeout(() => {
      this.#isOver = true;
      this.#controller.abort();
    }, this.#left).unref();
  }

  pause(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#left = Math.max(0, this.#left - (Date.now() - this.#since));
  }

  /** Only the time counts from here on. */
  release(): void {
    this.#cancelled.removeEventListener('abort', this.#cancel);
  }

  /** It never fires any more. */
  end(): void {
    this.pause();
    this.release();
  }
}
