/**
 * Where companions wait while the articles beside them are under way: the file
 * in `processing/cXXXX/`, its bytes in `state/`. When the inbox is worked off
 * they go to `done/`; the bytes stay while a failed article may come again.
 */
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../shared/config.ts';
import { hasErrno, type Storage, syncFolder } from '../shared/storage.ts';
import { claim, findClaimed, keepSource, receiptId } from './accept.ts';
import { writeCompanion } from './companions.ts';
import { freeName, joinBytes } from './names.ts';
import type { SeenFile } from './scan.ts';

/** A saved page's folder also holds what is no picture; nothing in it is read beyond this. */
const MAX_COMPANION_BYTES = 25 * 1024 ** 2;

export class CompanionShelf {
  readonly #config: Config;
  readonly #state: Storage;
  #waiting = new Set<string>();

  constructor(config: Config, state: Storage) {
    this.#config = config;
    this.#state = state;
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** Finds what an earlier process left in `processing/`. */
  async load(): Promise<void> {
    for (const name of await readdir(this.#config.processing).catch(() => [])) {
      if (/^c[0-9a-f]{20}$/.test(name)) await this.#keep(name);
    }
  }

  async take(files: SeenFile[]): Promise<void> {
    for (const file of files) {
      const shelf = this.#free(file);
      const taken = await claim(this.#config.processing, { receipt: shelf, file, generation: 0 });
      if (taken) await this.#keep(shelf);
    }
    if (files.length > 0) await syncFolder(this.#config.processing);
  }

  /** Moves every companion to `done/`, or deletes it where the settings say so. */
  async release(): Promise<void> {
    for (const shelf of this.#waiting) {
      const folder = join(this.#config.processing, shelf);
      const found = await findClaimed(this.#config.processing, shelf).catch(() => null);
      if (found && this.#config.keepDone) {
        const target = Buffer.from(join(this.#config.done, found.from.collection ?? '.'));
        await mkdir(target, { recursive: true });
        await rename(found.raw, joinBytes(target, await freeName(target, found.rawName)));
      }
      await rm(folder, { recursive: true, force: true });
      this.#waiting.delete(shelf);
    }
  }

  #free(file: SeenFile): string {
    for (let turn = 0; ; turn += 1) {
      const shelf = receiptId(file, turn, 'c');
      if (!this.#waiting.has(shelf)) return shelf;
    }
  }

  async #keep(shelf: string): Promise<void> {
    const found = await findClaimed(this.#config.processing, shelf).catch((error: unknown) => {
      if (hasErrno(error, 'ENOENT')) return null;
      throw error;
    });
    this.#waiting.add(shelf);
    if (!found) return;
    const sha256 = await keepSource(this.#state, found, MAX_COMPANION_BYTES);
    if (sha256) await writeCompanion(this.#state, found.from.path, sha256);
  }
}
