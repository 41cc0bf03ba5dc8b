/** A storage in memory whose owner dies in the midst: before, after or in the middle of its n-th change. */
import type { Storage, WriteOptions } from '../../shared/storage.ts';
import { MemoryStorage } from '../helpers/context.ts';

type Content = string | Uint8Array;

export class Died extends Error {
  override readonly name = 'Died';
}

/** Counts down the changes of several storages together. */
export class Fuse {
  /** null: nobody dies. */
  left: number | null = null;
  moment: 'before' | 'after' = 'before';

  async change<T>(
    act: () => Promise<T>,
    torn: () => Promise<unknown> = async () => {},
  ): Promise<T> {
    if (this.left === null) return act();
    // A dead process does nothing any more.
    if (this.left === 0) throw new Died();
    this.left -= 1;
    if (this.left > 0) return act();
    if (this.moment === 'after') await act();
    else await torn();
    throw new Died();
  }
}

export class CrashingStorage extends MemoryStorage implements Storage {
  readonly #fuse: Fuse;

  constructor(fuse: Fuse) {
    super();
    this.#fuse = fuse;
  }

  override write(key: string, content: Content, options: WriteOptions = {}): Promise<void> {
    const half = Buffer.from(content).subarray(0, content.length >> 1);
    // Only what is written in place is ever seen half-written.
    const torn = async () => (options.inPlace ? super.write(key, half) : undefined);
    return this.#fuse.change(() => super.write(key, content, options), torn);
  }

  override create(key: string, content: Content, options: WriteOptions = {}): Promise<boolean> {
    return this.#fuse.change(async () => {
      if (this.files.has(key)) return false;
      await super.write(key, content, options);
      return true;
    });
  }

  override createFolder(key: string, files: ReadonlyMap<string, Content>): Promise<boolean> {
    return this.#fuse.change(async () => {
      if (await this.has(key)) return false;
      for (const [name, content] of files) await super.write(`${key}/${name}`, content);
      return true;
    });
  }

  override remove(key: string): Promise<void> {
    return this.#fuse.change(() => super.remove(key));
  }
}
