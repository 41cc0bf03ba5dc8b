/**
 * Names of dropped files. A file name is bytes; only display needs text. Names
 * go through here as Buffers, so that a name that is no UTF-8 can still be moved.
 */
import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { hasErrno } from '../shared/storage.ts';

/** What a file system takes. */
const MAX_NAME_BYTES = 255;

/** Never taken from the inbox: half-written, hidden, or litter of other programs (CONTRACT "Folders"). */
const IGNORED: RegExp[] = [
  /^\./,
  /^~/,
  /~$/,
  /\.(part|crdownload|tmp|filepart)$/i,
  /\.reason\.json$/i,
  /^thumbs\.db$/i,
  /^desktop\.ini$/i,
  /^@eaDir$/,
];

export function isIgnored(name: string): boolean {
  return IGNORED.some((pattern) => pattern.test(name));
}

/** The name as text where its bytes are UTF-8, else as hex. */
export function displayName(raw: Buffer): { name: string; isText: boolean } {
  const text = raw.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(raw);
  return { name: isText ? text : raw.toString('hex'), isText };
}

export function joinBytes(folder: Buffer | string, name: Buffer | string): Buffer {
  return Buffer.concat([Buffer.from(folder), Buffer.from('/'), Buffer.from(name)]);
}

/**
 * `name` + `suffix` before its extension, cut at a character where it would be
 * too long, with 8 hex digits of the whole name's hash behind the cut.
 * `room` is what must stay free behind it, for another suffix.
 */
export function fitName(name: Buffer, suffix = '', room = 0): Buffer {
  const dot = name.lastIndexOf('.');
  // An extension is short; anything longer is a sentence with a dot in it.
  const cut = dot > 0 && name.length - dot <= 16 ? dot : name.length;
  const [stem, extension] = [name.subarray(0, cut), name.subarray(cut)];
  const whole = Buffer.concat([stem, Buffer.from(suffix), extension]);
  const limit = MAX_NAME_BYTES - room;
  if (whole.length <= limit) return whole;
  const mark = `~${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
  const left = limit - Buffer.byteLength(mark + suffix) - extension.length;
  return Buffer.concat([cutAtCharacter(stem, left), Buffer.from(mark + suffix), extension]);
}

/** The first of NAME, `NAME (2)`, `NAME (3)` … that is free in the folder, with room for `.reason.json`. */
export async function freeName(folder: Buffer, name: Buffer): Promise<Buffer> {
  for (let turn = 1; ; turn += 1) {
    const candidate = fitName(name, turn === 1 ? '' : ` (${turn})`);
    if (!(await exists(joinBytes(folder, candidate)))) return candidate;
  }
}

export function reasonName(name: Buffer): Buffer {
  const suffix = '.reason.json';
  return Buffer.concat([fitName(name, '', suffix.length), Buffer.from(suffix)]);
}

async function exists(path: Buffer): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return false;
    throw error;
  }
}

/** UTF-8 continuation bytes are 10xxxxxx: go back to where a character begins. */
function cutAtCharacter(bytes: Buffer, length: number): Buffer {
  let end = length;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}

/** Files that name pages say nothing of what these will say: the same bytes may bring a new version. */
export function namesPages(name: string): boolean {
  return /\.(url|webloc|urls|list)$/i.test(name);
}
