/** Puts away what has ended: the file to its folder, and everything of it out of `state/`. */
import type { Config } from '../shared/config.ts';
import { failpoint } from '../shared/failpoint.ts';
import type { Storage } from '../shared/storage.ts';
import { Outputs } from './outputs.ts';
import type { ReceiptBook } from './receipt-book.ts';
import { openRefs, type Receipt, refsOf } from './receipts.ts';
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

  async settle(receipt: Receipt): Promise<void> {
    const settled = await chooseFolder(receipt, this.#config);
    await this.#book.put(settled);
    failpoint('settle.after-receipt');
    await moveSettled(settled, this.#config);
    failpoint('settle.after-move');
    await this.#forget(settled);
  }

  /** After a crash: files whose receipt says where they go, but which have not gone yet. */
  async finishMoves(): Promise<void> {
    for (const receipt of this.#book.all()) {
      if (receipt.settled && (await moveSettled(receipt, this.#config)))
        await this.#forget(receipt);
    }
  }

  /**
   * What becomes of a receipt whose bytes came before: null while that is open;
   * a duplicate when the first ended well; the new first when it failed.
   */
  follow(receipt: Receipt): Receipt | null {
    const first = receipt.sameAs === null ? undefined : this.#book.get(receipt.sameAs);
    if (first && !first.settled) return null;
    if (first?.settled && first.settled.folder !== 'failed') return duplicateOf(receipt, first);
    const earlier = this.#book
      .withBytes(receipt.file.sha256 ?? '')
      .find((one) => !one.settled && one.sameAs === null && one.receipt !== receipt.receipt);
    return { ...receipt, sameAs: earlier?.receipt ?? null };
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
    const needed =
      sha256 !== null && this.#book.withBytes(sha256).some((one) => openRefs(one).length > 0);
    if (sha256 && !needed) await this.#state.remove(sourceKey(sha256));
  }
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
