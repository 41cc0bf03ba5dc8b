/** One after the other, of each name: however many come at once, each waits until those before it have waited. */

/** More than these are not let wait: they would only hold connections open. */
const MOST_WAITING = 30;

export class Turns {
  readonly #wait: () => Promise<unknown>;
  readonly #queues = new Map<string, { last: Promise<unknown>; waiting: number }>();

  /** `wait`: how long a turn takes. */
  constructor(wait: () => Promise<unknown>) {
    this.#wait = wait;
  }

  /** Resolves when it is this one's turn; to false, at once, where too many wait already. */
  async next(name: string): Promise<boolean> {
    const queue = this.#queues.get(name) ?? { last: Promise.resolve(), waiting: 0 };
    if (queue.waiting >= MOST_WAITING) return false;
    this.#queues.set(name, queue);
    queue.waiting += 1;
    queue.last = queue.last.then(this.#wait);
    await queue.last;
    queue.waiting -= 1;
    if (queue.waiting === 0) this.#queues.delete(name);
    return true;
  }
}
