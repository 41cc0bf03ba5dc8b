/**
 * Takes a batch of settled files: claims them, writes their receipts in the
 * order of their paths, and ends at once what needs no stage to be refused.
 */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pMap from 'p-map';
import { articleFolder, MANIFEST } from '../shared/archive-layout.ts';
import { entryKey } from '../shared/catalog-entries.ts';
import type { Config } from '../shared/config.ts';
import { failpoint } from '../shared/failpoint.ts';
import { MAX_SOURCE_BYTES } from '../shared/html-guard.ts';
import { type Storage, syncFolder } from '../shared/storage.ts';
import {
  type Claimed,
  claim,
  type Found,
  findClaimed,
  keepSource,
  newReceipt,
  receiptId,
} from './accept.ts';
import { namesPages } from './names.ts';
import type { ReceiptBook } from './receipt-book.ts';
import type { End, Receipt } from './receipts.ts';
import { refuseAtOnce } from './refusal.ts';
import type { SeenFile } from './scan.ts';
import { removeReason } from './settle.ts';

/** Flushing waits for the disk: several at a time cost little more than one. */
const AT_ONCE = 16;

export class Acceptance {
  readonly #config: Config;
  readonly #book: ReceiptBook;
  readonly #state: Storage;
  readonly #archive: Storage;

  constructor(options: { config: Config; book: ReceiptBook; state: Storage; archive: Storage }) {
    this.#config = options.config;
    this.#book = options.book;
    this.#state = options.state;
    this.#archive = options.archive;
  }

  /** @returns the receipts of what was taken; what disappeared meanwhile is left out. */
  async take(files: SeenFile[]): Promise<Receipt[]> {
    const { processing } = this.#config;
    const taken = new Set<string>();
    const named: { receipt: string; file: SeenFile; generation: number }[] = [];
    for (const file of files) {
      const receipt = await this.#receiptFor(file, taken);
      taken.add(receipt);
      const generation = (this.#book.get(receipt)?.generation ?? -1) + 1;
      named.push({ receipt, file, generation });
    }
    const claimed = await pMap(named, (one) => claim(processing, one), { concurrency: AT_ONCE });
    await syncFolder(processing);
    const kept = named.flatMap(({ receipt }, at) => {
      const found = claimed[at];
      return found ? [{ receipt, ...found }] : [];
    });
    return this.#write(kept);
  }

  /** Goes on where an earlier process died: files in `processing/` that have no receipt yet. */
  async recover(): Promise<Receipt[]> {
    const names = await readdir(this.#config.processing);
    const orphans: (Found & { receipt: string })[] = [];
    for (const receipt of names.filter((name) => /^f[0-9a-f]{20}$/.test(name))) {
      const known = this.#book.get(receipt);
      const found = await findClaimed(this.#config.processing, receipt);
      // A settled receipt whose file has not been moved yet is of the same generation.
      if (found && (!known || found.from.generation > known.generation)) {
        orphans.push({ receipt, ...found });
      }
    }
    orphans.sort((a, b) => (a.from.path < b.from.path ? -1 : 1));
    return this.#write(orphans);
  }

  /**
   * The receipt's name. An equal drop (same path, time and size) after one that
   * is under way or ended well is another drop; after a failed one whose file
   * has left `failed/` it is that one come back.
   */
  async #receiptFor(file: SeenFile, taken: ReadonlySet<string>): Promise<string> {
    for (let turn = 0; ; turn += 1) {
      const receipt = receiptId(file, turn);
      const known = this.#book.get(receipt);
      if (taken.has(receipt)) continue;
      if (
        !known ||
        (known.settled?.folder === 'failed' && !(await this.#failedFileStands(known)))
      ) {
        return receipt;
      }
    }
  }

  async #failedFileStands({ settled }: Receipt): Promise<boolean> {
    return settled !== null && (await stands(join(this.#config.failed, settled.path)));
  }

  async #write(found: (Found & { receipt: string })[]): Promise<Receipt[]> {
    if (found.length === 0) return [];
    const claimed = await pMap(found, (one) => this.#keep(one), { concurrency: AT_ONCE });
    const receipts: Receipt[] = [];
    for (const one of claimed) {
      const receipt = await this.#receipt(one);
      // At once, so that the next file of the batch sees this one as the first of its bytes.
      this.#book.note(receipt);
      receipts.push(receipt);
    }
    failpoint('accept.before-receipt');
    await pMap(receipts, (receipt) => this.#book.put(receipt), { concurrency: AT_ONCE });
    failpoint('accept.after-receipt');
    return receipts;
  }

  async #keep({ raw, ...found }: Found & { receipt: string }): Promise<Claimed> {
    const sha256 = await keepSource(this.#state, { raw }, MAX_SOURCE_BYTES);
    return { ...found, sha256 };
  }

  async #receipt(claimed: Claimed): Promise<Receipt> {
    const before = this.#book.get(claimed.receipt);
    await this.#forgetReplaced(claimed);
    const sameAs = await this.#firstEqual(claimed);
    if (before) {
      await removeReason(before, this.#config);
      const again = {
        ...before,
        sameAs,
        generation: before.generation + 1,
        parts: null,
        ends: {},
        settled: null,
      };
      return refuseAtOnce(again);
    }
    return refuseAtOnce(newReceipt(claimed, { order: this.#book.nextOrder(), sameAs }));
  }

  /** A failed file that was mended and dropped again: the new receipt stands for the old one. */
  async #forgetReplaced({ receipt, from }: Claimed): Promise<void> {
    for (const old of this.#book.failedAt(from.path)) {
      if (old.receipt === receipt) continue;
      if (await this.#failedFileStands(old)) continue;
      await removeReason(old, this.#config);
      await this.#book.remove(old);
    }
  }

  async #firstEqual({ sha256, rawName, receipt }: Claimed): Promise<string | null> {
    if (sha256 === null) return null;
    for (const first of this.#book.firsts(sha256)) {
      if (first.receipt === receipt) continue;
      if (!first.settled) return first.receipt;
      if (namesPages(rawName.toString())) continue;
      const ends = Object.values(first.ends);
      const stand = await Promise.all(ends.map((end) => this.#isInArchive(end)));
      if (ends.length > 0 && stand.every(Boolean)) return first.receipt;
    }
    return null;
  }

  /** Where it is not, as when a part of it was lost since, an equal file makes it anew. */
  async #isInArchive({ id, path }: End): Promise<boolean> {
    if (id === null || path === null) return false;
    const needed = [path, `${articleFolder(id)}/${MANIFEST}`, entryKey(id)];
    const found = await Promise.all(needed.map((key) => this.#archive.has(key)));
    return found.every(Boolean);
  }
}

async function stands(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
