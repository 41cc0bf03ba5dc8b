/**
 * The WARC in a `.wacz`, as a stream, with the index of what was written where: one gzip member per
 * record, so that a replay tool can read any of them alone. The one place that knows warcio.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { getSurt, WARCRecord, WARCSerializer } from 'warcio';
import { timestampOf } from '../../shared/sources.ts';
import { sha256 } from '../publish/manifest.ts';
import { uuidOf } from './uuid.ts';

export interface WebRecord {
  /** A `response` is what a server sent; a `resource` is a thing that has an address. */
  type: 'response' | 'resource';
  url: string;
  /** ISO 8601. */
  date: string;
  /** With its charset, where that is known. */
  contentType: string;
  payload: Uint8Array;
  /** Where the payload is not what its address had. */
  note?: string;
}

const WARC = 'WARC/1.1';
const NAME = 'data.warc.gz';

export class WarcFile {
  readonly output = new PassThrough();
  readonly #hash = createHash('sha256');
  readonly #lines: string[] = [];
  #offset = 0;

  /** The first record, for people: `fields` are lines of `name: value`. */
  async describe(date: string, fields: Record<string, string>): Promise<void> {
    const options = { date: seconds(date), warcVersion: WARC, filename: NAME } as const;
    const id = recordId(`${date} ${JSON.stringify(fields)}`);
    await this.#write(WARCRecord.createWARCInfo({ ...options, warcHeaders: id }, fields));
  }

  async add({ type, url, date, contentType, payload, note }: WebRecord): Promise<void> {
    const digest = `sha256:${sha256(payload)}`;
    const isResponse = type === 'response';
    const record = WARCRecord.create(
      {
        type,
        url,
        date: seconds(date),
        warcVersion: WARC,
        warcHeaders: {
          ...recordId(`${type} ${url} ${date} ${digest}`),
          ...(isResponse ? {} : { 'Content-Type': contentType }),
          ...(note === undefined ? {} : { 'Offprint-Note': note }),
        },
        httpHeaders: isResponse
          ? { 'Content-Type': contentType, 'Content-Length': String(payload.length) }
          : {},
      },
      [payload],
    );
    const offset = this.#offset;
    await this.#write(record);
    const about = {
      url: record.warcTargetURI,
      mime: contentType.split(';')[0],
      status: 200,
      digest,
      length: this.#offset - offset,
      offset,
      filename: NAME,
    };
    this.#lines.push(`${getSurt(about.url ?? url)} ${timestampOf(date)} ${JSON.stringify(about)}`);
  }

  end(): void {
    this.output.end();
  }

  /** CDXJ: sorted by bytes, which for addresses is the order of strings. A few hundred bytes a record. */
  index(): string {
    return this.#lines
      .toSorted()
      .map((line) => `${line}\n`)
      .join('');
  }

  /** Of all that was written. */
  fingerprint(): { hash: string; bytes: number } {
    return { hash: `sha256:${this.#hash.copy().digest('hex')}`, bytes: this.#offset };
  }

  async #write(record: WARCRecord): Promise<void> {
    const member = await promisify(gzip)(await WARCSerializer.serialize(record));
    this.#hash.update(member);
    this.#offset += member.length;
    if (!this.output.write(member)) await once(this.output, 'drain');
  }
}

function recordId(content: string): Record<string, string> {
  return { 'WARC-Record-ID': `<${uuidOf(content)}>` };
}

/** As most readers expect it, though WARC 1.1 would allow fractions. */
export function seconds(date: string): string {
  return `${new Date(date).toISOString().slice(0, 19)}Z`;
}
