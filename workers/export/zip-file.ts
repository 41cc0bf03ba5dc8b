/**
 * A zip file as a stream, the one place that knows yazl. Entries go in one after the other and are
 * forgotten once they are written. No time of day gets in, so the same articles give the same bytes.
 */
import { PassThrough, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';

export interface EntryOptions {
  /** Milliseconds since 1970. */
  time?: number;
  /** 0 stores as it is; 1 for what is packed already, as pictures are; 6 for text. */
  level?: number;
}

/** The first moment that a zip file can name: for entries that have no time of their own. */
const EARLIEST = Date.UTC(1980, 0);

/** What yazl 3.3 does not tell of itself; its version is pinned. */
interface Entries {
  entries: { state: number }[];
}
const WRITTEN = 3;

export class Zip {
  readonly output = new PassThrough();
  readonly #zip = new ZipFile() as ZipFile & Entries;
  readonly #written: Entries['entries'] = [];

  constructor() {
    this.#zip.on('error', (error: Error) => this.output.destroy(error));
    this.#zip.outputStream.pipe(this.output);
  }

  /** With its size in front, as readers want it that read the beginning of a file only. Small things. */
  addStored(name: string, text: string): void {
    this.#zip.addBuffer(Buffer.from(text), name, { compress: false, mtime: new UtcDate(EARLIEST) });
  }

  /** Resolves when all of it was taken. */
  async add(name: string, content: string | Uint8Array | Readable, options: EntryOptions = {}) {
    const { time = EARLIEST, level = 6 } = options;
    this.#setAside();
    // yazl keeps its entries, and with them this function, until the end.
    let stream: Readable | null =
      content instanceof Readable ? content : Readable.from([Buffer.from(content)]);
    const entry = { mtime: new UtcDate(time), compressionLevel: level };
    this.#zip.addReadStreamLazy(name, entry, (callback) => callback(null, stream as Readable));
    await finished(stream, { writable: false });
    stream = null;
  }

  end(): void {
    this.#zip.entries = this.#written.concat(this.#zip.entries);
    this.#zip.end();
  }

  /** yazl goes through all its entries for every new one: with 200,000 that took minutes. */
  #setAside(): void {
    const { entries } = this.#zip;
    const open = entries.findIndex(({ state }) => state < WRITTEN);
    this.#written.push(...entries.splice(0, open < 0 ? entries.length : open));
  }
}

/** yazl writes local time, which is another one on each machine; here local time is that of UTC. */
class UtcDate extends Date {
  override getFullYear = this.getUTCFullYear;
  override getMonth = this.getUTCMonth;
  override getDate = this.getUTCDate;
  override getHours = this.getUTCHours;
  override getMinutes = this.getUTCMinutes;
  override getSeconds = this.getUTCSeconds;
}
