/** A zip file read back by its central directory, as the specification has it (APPNOTE 4.3). */
import { crc32, inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  name: string;
  stored: boolean;
  /** Where its bytes begin in the file. */
  start: number;
  /** Bytes of the extra field in front of them. */
  extra: number;
  /** `yyyy-mm-dd hh:mm` */
  time: string;
  content: Buffer;
}

/** By name, in the order of the file. Throws where a checksum is wrong or a name stands twice. */
export function readZip(zip: Buffer): Map<string, ZipEntry> {
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0) throw new Error('no end of central directory');
  const entries = new Map<string, ZipEntry>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new Error('no central directory entry');
    const [nameLength, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field));
    const name = zip.toString('utf8', at + 46, at + 46 + (nameLength ?? 0));
    if (entries.has(name)) throw new Error(`${name} stands twice`);
    entries.set(name, readEntry(zip, at, name));
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return entries;
}

function readEntry(zip: Buffer, at: number, name: string): ZipEntry {
  const local = zip.readUInt32LE(at + 42);
  const [nameLength, extra] = [zip.readUInt16LE(local + 26), zip.readUInt16LE(local + 28)];
  const start = local + 30 + nameLength + extra;
  const stored = zip.readUInt16LE(at + 10) === 0;
  const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20));
  const content = stored ? packed : inflateRawSync(packed);
  if (crc32(content) !== zip.readUInt32LE(at + 16)) throw new Error(`${name} has another checksum`);
  return { name, stored, start, extra, time: timeOf(zip, at + 12), content };
}

function timeOf(zip: Buffer, at: number): string {
  const [time, day] = [zip.readUInt16LE(at), zip.readUInt16LE(at + 2)];
  const two = (number: number) => String(number).padStart(2, '0');
  const date = `${1980 + (day >> 9)}-${two((day >> 5) & 15)}-${two(day & 31)}`;
  return `${date} ${two(time >> 11)}:${two((time >> 5) & 63)}`;
}
