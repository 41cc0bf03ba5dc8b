/**
 * All receipts of the home, in memory and on disk alike. One process owns it, so
 * "which of these equal files came first" has one answer.
 */

import type { Storage } from '../shared/storage.ts';
import { openRefs, type Receipt, Receipts } from './receipts.ts';

export class ReceiptBook {
  readonly #stored: Receipts;
  readonly #all = new Map<string, Receipt>();
  readonly #open = new Set<string>();
  /** What open() said last; null where that is no longer so. */
  #inOrder: readonly Receipt[] | null = null;
  /** By their path in the inbox. */
  readonly #failed = new Map<string, Set<string>>();
  readonly #bySha = new Map<string, Set<string>>();
  #order = 0;
  /** Counts everything that has changed. */
  changes = 0;

  constructor(state: Storage) {
    this.#stored = new Receipts(state);
  }

  async load(): Promise<void> {
    for await (const receipt of this.#stored.all()) this.note(receipt);
  }

  get(receipt: string): Receipt | undefined {
    return this.#all.get(receipt);
  }

  all(): Receipt[] {
    return [...this.#all.values()];
  }

  /** Receipts whose file is not settled yet, in the order of acceptance. */
  open(): readonly Receipt[] {
    this.#inOrder ??= [...this.#open]
      .flatMap((receipt) => this.#all.get(receipt) ?? [])
      .sort((a, b) => a.order - b.order);
    return this.#inOrder;
  }

  /** Receipts of files of this path that went to `failed/`. */
  failedAt(path: string): Receipt[] {
    return [...(this.#failed.get(path) ?? [])].flatMap((receipt) => this.#all.get(receipt) ?? []);
  }

  /** All of them. */
  failed(): Receipt[] {
    return [...this.#failed.keys()].flatMap((path) => this.failedAt(path));
  }

  /** How many articles are under way. */
  inFlight(): number {
    let sum = 0;
    for (const receipt of this.#open) {
      const found = this.#all.get(receipt);
      if (found) sum += openRefs(found).length;
    }
    return sum;
  }

  /** Receipts of files with these bytes, in the order of acceptance. */
  withBytes(sha256: string): Receipt[] {
    return [...(this.#bySha.get(sha256) ?? [])]
      .flatMap((receipt) => this.#all.get(receipt) ?? [])
      .sort((a, b) => a.order - b.order);
  }

  nextOrder(): number {
    this.#order += 1;
    return this.#order;
  }

  async put(receipt: Receipt): Promise<void> {
    await this.#stored.write(receipt);
    this.note(receipt);
  }

  async remove({ receipt, file }: Receipt): Promise<void> {
    await this.#stored.remove(receipt);
    this.changes += 1;
    this.#inOrder = null;
    this.#all.delete(receipt);
    this.#open.delete(receipt);
    this.#markFailed(file.path, receipt, false);
    if (file.sha256) this.#bySha.get(file.sha256)?.delete(receipt);
  }

  /** In memory only: `put` writes it as well. */
  note(receipt: Receipt): void {
    const { sha256 } = receipt.file;
    this.changes += 1;
    this.#inOrder = null;
    this.#all.set(receipt.receipt, receipt);
    mark(this.#open, receipt.receipt, receipt.settled === null);
    this.#markFailed(receipt.file.path, receipt.receipt, receipt.settled?.folder === 'failed');
    if (sha256) {
      const same = this.#bySha.get(sha256) ?? new Set();
      this.#bySha.set(sha256, same.add(receipt.receipt));
    }
    this.#order = Math.max(this.#order, receipt.order);
  }

  #markFailed(path: string, receipt: string, belongs: boolean): void {
    const failed = this.#failed.get(path) ?? new Set();
    mark(failed, receipt, belongs);
    if (failed.size > 0) this.#failed.set(path, failed);
    else this.#failed.delete(path);
  }
}

function mark(set: Set<string>, receipt: string, belongs: boolean): void {
  if (belongs) set.add(receipt);
  else set.delete(receipt);
}
