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
  readonly #failed = new Set<string>();
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
  open(): Receipt[] {
    return [...this.#open]
      .flatMap((receipt) => this.#all.get(receipt) ?? [])
      .sort((a, b) => a.order - b.order);
  }

  /** Receipts whose file went to `failed/`. */
  failed(): Receipt[] {
    return [...this.#failed].flatMap((receipt) => this.#all.get(receipt) ?? []);
  }

  /** How many articles are under way. */
  inFlight(): number {
    return this.open().reduce((sum, receipt) => sum + openRefs(receipt).length, 0);
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
    this.#all.delete(receipt);
    this.#open.delete(receipt);
    this.#failed.delete(receipt);
    if (file.sha256) this.#bySha.get(file.sha256)?.delete(receipt);
  }

  /** In memory only: `put` writes it as well. */
  note(receipt: Receipt): void {
    const { sha256 } = receipt.file;
    this.changes += 1;
    this.#all.set(receipt.receipt, receipt);
    mark(this.#open, receipt.receipt, receipt.settled === null);
    mark(this.#failed, receipt.receipt, receipt.settled?.folder === 'failed');
    if (sha256) {
      const same = this.#bySha.get(sha256) ?? new Set();
      this.#bySha.set(sha256, same.add(receipt.receipt));
    }
    this.#order = Math.max(this.#order, receipt.order);
  }
}

function mark(set: Set<string>, receipt: string, belongs: boolean): void {
  if (belongs) set.add(receipt);
  else set.delete(receipt);
}
