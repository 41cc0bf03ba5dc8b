/** Puts away what has ended: the file to its folder, and everything of it out of `state/`. */
import { readdir } from 'node:fs/promises';
import { extname } from 'node:path';
import pMap from 'p-map';
import type { Code } from '../shared/codes.ts';
import type { Config } from '../shared/config.ts';
import { failpoint } from '../shared/failpoint.ts';
import type { Storage } from '../shared/storage.ts';
import { findClaimed } from './accept.ts';
import { namesPages } from './names.ts';
import { Outputs } from './outputs.ts';
import type { ReceiptBook } from './receipt-book.ts';
import { type End, openRefs, type Receipt, refsOf } from './receipts.ts';
import { inboxEnd } from './refusal.ts';
import { chooseFolder, moveSettled } from './settle.ts';
import { sourceKey } from './sources.ts';

export class Settlement {
  readonly #config: Config;
  readonly #book: ReceiptBook;
  readonly #state: Storage;
  readonly #outputs: Outputs;

  constructor(options: { config: Config; book: ReceiptBook; state: Storage }) {
    this.#config = options.config;
    this.#book = options.book;
    this.#state = options.state;
    this.#outputs = new Outputs(options.state);
  }

  /**
   * Settles every file all of whose articles have ended, and wakes those that waited for it.
   *
   * @param enqueue sets a receipt's articles going.
   */
  async settleEnded(enqueue: (receipt: Receipt) => Promise<void>): Promise<void> {
    await this.#wakeFollowers(enqueue);
    const ended = this.#book.open().filter((receipt) => openRefs(receipt).length === 0);
    // Flushing waits for the disk: several at a time, but of one name one after the other.
    const byPath = new Map<string, Receipt[]>();
    for (const receipt of ended) {
      const { path } = receipt.file;
      byPath.set(path, [...(byPath.get(path) ?? []), receipt]);
    }
    const settle = async (receipts: Receipt[]) => {
      for (const receipt of receipts) await this.#settle(receipt);
    };
    await pMap(byPath.values(), settle, { concurrency: 16 });
    const isFreed = this.#book.open().some(({ sameAs }) => {
      return sameAs !== null && this.#book.get(sameAs)?.settled !== null;
    });
    if (isFreed && ended.length > 0) await this.settleEnded(enqueue);
  }

  /** Of those whose first has ended. */
  async #wakeFollowers(enqueue: (receipt: Receipt) => Promise<void>): Promise<void> {
    for (const receipt of this.#book.open()) {
      const isFollower = receipt.sameAs !== null && openRefs(receipt).length > 0;
      const next = isFollower ? this.#follow(receipt) : null;
      if (!next) continue;
      // Written down is only whoever sets out: of the others it shows again, and an end when they are settled.
      if (next.sameAs !== null) this.#book.note(next);
      else {
        await this.#book.put(next);
        await enqueue(next);
      }
    }
  }

  async #settle(receipt: Receipt): Promise<void> {
    const settled = await chooseFolder(receipt, this.#config);
    await this.#book.put(settled);
    failpoint('settle.after-receipt');
    await moveSettled(settled, this.#config);
    failpoint('settle.after-move');
    await this.#forget(settled);
  }

  /** After a crash: files whose receipt says where they go, but which have not gone yet. */
  async finishMoves(): Promise<void> {
    const { processing } = this.#config;
    for (const name of await readdir(processing)) {
      const receipt = this.#book.get(name);
      if (!receipt?.settled) continue;
      const claimed = await findClaimed(processing, name);
      // Dropped again since, and claimed: its receipt comes after (acceptance.ts).
      if (claimed && claimed.from.generation > receipt.generation) continue;
      if (await moveSettled(receipt, this.#config)) await this.#forget(receipt);
    }
  }

  /**
   * What becomes of a receipt whose bytes came before: null while that is open; a duplicate when the first ended
   * well; failed like the first where the bytes are to blame; else the next to try, or one that waits for that.
   */
  #follow(receipt: Receipt): Receipt | null {
    const first = receipt.sameAs === null ? undefined : this.#book.get(receipt.sameAs);
    if (first && !first.settled) return null;
    if (first?.settled && first.settled.folder !== 'failed') return duplicateOf(receipt, first);
    const blamed = first && failureOfBytes(first, receipt);
    if (blamed) return { ...receipt, ends: { '': blamed } };
    const next = this.#book.firsts(receipt.file.sha256 ?? '').find(({ settled }) => !settled);
    return { ...receipt, sameAs: next?.receipt ?? null };
  }

  /** Bytes of companions are of no more use when nothing can come again. */
  async forgetCompanions(): Promise<void> {
    await this.#state.remove('companions');
    if (this.#book.open().length === 0) await this.#state.remove('sources');
  }

  async #forget(receipt: Receipt): Promise<void> {
    for (const ref of new Set([receipt.receipt, ...refsOf(receipt)]))
      await this.#outputs.forget(ref);
    const { sha256 } = receipt.file;
    if (sha256 && !this.#book.hasOpen(sha256)) await this.#state.remove(sourceKey(sha256));
  }
}

/** Whatever else may differ, the same bytes are read in the same way under names that end alike. */
const OF_THE_BYTES: Code[] = [
  'E_EMPTY',
  'E_NOT_HTML',
  'E_HTML_DEPTH',
  'E_HTML_NODES',
  'E_NO_CONTENT',
];

function failureOfBytes({ ends, file }: Receipt, other: Receipt): End | null {
  const end = ends[''];
  const ending = (name: string) => extname(name).toLowerCase();
  const isOfBytes = OF_THE_BYTES.some((code) => code === end?.code) && !namesPages(file.name);
  if (!end || !isOfBytes || ending(file.name) !== ending(other.file.name)) return null;
  const { code, message, stage } = end;
  return inboxEnd({ outcome: 'failed', code, message, stage });
}

function duplicateOf(receipt: Receipt, first: Receipt): Receipt {
  const [end] = Object.values(first.ends);
  const { id = null, version = null, url = null, title = null, path = null } = end ?? {};
  const message = `The same file was accepted before as ${first.file.path}.`;
  const duplicate = inboxEnd({
    outcome: 'duplicate',
    id,
    version,
    url,
    title,
    path,
    code: 'W_DUPLICATE',
    message,
  });
  return { ...receipt, ends: { '': duplicate } };
}
