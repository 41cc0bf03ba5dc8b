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
  readonly #failed = new Index();
  /** By the hash of their bytes: those that wait for no other, and those not settled yet. */
  readonly #firsts = new Index();
  readonly #unsettled = new Index();
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
    return this.#failed.get(path).flatMap((receipt) => this.#all.get(receipt) ?? []);
  }

  /** All of them. */
  failed(): Receipt[] {
    return this.#failed.keys().flatMap((path) => this.failedAt(path));
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

  /** Receipts of files with these bytes that wait for no other, in the order of acceptance. */
  firsts(sha256: string): Receipt[] {
    return this.#firsts
      .get(sha256)
      .flatMap((receipt) => this.#all.get(receipt) ?? [])
      .sort((a, b) => a.order - b.order);
  }

  /** Whether a file with these bytes is under way. */
  hasOpen(sha256: string): boolean {
    return this.#unsettled.get(sha256).length > 0;
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
    this.#failed.mark(file.path, receipt, false);
    this.#firsts.mark(file.sha256 ?? '', receipt, false);
    this.#unsettled.mark(file.sha256 ?? '', receipt, false);
  }

  /** In memory only: `put` writes it as well. */
  note(receipt: Receipt): void {
    const { sha256 } = receipt.file;
    this.changes += 1;
    this.#inOrder = null;
    this.#all.set(receipt.receipt, receipt);
    const isOpen = receipt.settled === null;
    if (isOpen) this.#open.add(receipt.receipt);
    else this.#open.delete(receipt.receipt);
    this.#failed.mark(receipt.file.path, receipt.receipt, receipt.settled?.folder === 'failed');
    if (sha256) {
      this.#firsts.mark(sha256, receipt.receipt, receipt.sameAs === null);
      this.#unsettled.mark(sha256, receipt.receipt, isOpen);
    }
    this.#order = Math.max(this.#order, receipt.order);
  }
}

/** Receipts by something that several may have in common. */
class Index {
  readonly #receipts = new Map<string, Set<string>>();

  get(key: string): string[] {
    return [...(this.#receipts.get(key) ?? [])];
  }

  keys(): string[] {
    return [...this.#receipts.keys()];
  }

  mark(key: string, receipt: string, belongs: boolean): void {
    const marked = this.#receipts.get(key) ?? new Set();
    if (belongs) marked.add(receipt);
    else marked.delete(receipt);
    if (marked.size > 0) this.#receipts.set(key, marked);
    else this.#receipts.delete(key);
  }
}
