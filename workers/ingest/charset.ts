/**
 * Bytes to text: byte order mark, declared encodings, UTF-8, the old encodings of Chinese and
 * Japanese, and windows-1252, which takes anything. A declaration is believed only when the bytes
 * are valid in it, because pages are re-saved and re-served with the old declaration in them.
 */
import type { Warning } from '../../shared/article.ts';
import { warning } from '../../shared/codes.ts';
import { decodeWindows1252, guessLegacy } from './legacy-charset.ts';

export interface Decoded {
  text: string;
  /** A label of the WHATWG Encoding Standard. */
  encoding: string;
  warnings: Warning[];
}

type Guess = Pick<Decoded, 'text' | 'encoding'>;

/** The HTML standard looks at 1 kB; saved pages have long comments in front. */
const META_WITHIN = 4_096;
/** So many valid sequences of UTF-8 in a row of bytes do not come about by chance in another encoding. */
const CERTAIN = 8;
/** Valid sequences per invalid byte that still make UTF-8: one damaged character must not cost the text. */
const VALID_PER_INVALID = 4;

const BYTE_ORDER_MARKS: { encoding: string; mark: number[] }[] = [
  { encoding: 'utf-8', mark: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', mark: [0xff, 0xfe] },
  { encoding: 'utf-16be', mark: [0xfe, 0xff] },
];

/** `charset` is the one of the HTTP answer. Never fails; what cannot be read stands as U+FFFD. */
export function decode(bytes: Uint8Array, charset: string | null): Decoded {
  const declared = [byteOrderMark(bytes), known(charset), known(declaredInside(bytes))].filter(
    (encoding) => encoding !== null,
  );
  const { text, encoding } = firstGuess(declared, (label) => decodeDeclared(bytes, label)) ??
    decodeUtf8(bytes) ??
    guessLegacy(bytes) ?? { text: decodeWindows1252(bytes), encoding: 'windows-1252' };
  return { text, encoding, warnings: doubts(declared[0], encoding, text, bytes) };
}

function firstGuess(labels: string[], attempt: (label: string) => Guess | null): Guess | null {
  for (const label of labels) {
    const guess = attempt(label);
    if (guess) return guess;
  }
  return null;
}

/** null where the bytes speak against it. */
function decodeDeclared(bytes: Uint8Array, encoding: string): Guess | null {
  if (encoding === 'utf-8') return decodeUtf8(bytes);
  // It takes any bytes, so that it is declared proves nothing: it waits at the end of the ladder.
  if (encoding === 'windows-1252') return null;
  if (encoding.startsWith('utf-16'))
    return { text: new TextDecoder(encoding).decode(bytes), encoding };
  const utf8 = strictly(bytes, 'utf-8');
  if (utf8 !== null && sequences(utf8) >= CERTAIN) return null;
  const text = strictly(bytes, encoding);
  return text === null ? null : { text, encoding };
}

function decodeUtf8(bytes: Uint8Array): Guess | null {
  const encoding = 'utf-8';
  const strict = strictly(bytes, encoding);
  if (strict !== null) return { text: strict, encoding };
  const text = new TextDecoder(encoding).decode(bytes);
  const invalid = text.split('\ufffd').length - 1;
  return sequences(text) - invalid >= VALID_PER_INVALID * invalid ? { text, encoding } : null;
}

function strictly(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Characters that take more than one byte. */
function sequences(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII
  return text.match(/[^\u0000-\u007f]/gu)?.length ?? 0;
}

function byteOrderMark(bytes: Uint8Array): string | null {
  const found = BYTE_ORDER_MARKS.find(({ mark }) => mark.every((byte, at) => bytes[at] === byte));
  return found?.encoding ?? null;
}

function declaredInside(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.subarray(0, META_WITHIN)).toString('latin1');
  const found =
    /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)/i.exec(start) ??
    /<meta\s[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(start);
  const label = found?.[1] ?? null;
  // HTML standard 13.2.3.2: who can read the declaration is not reading UTF-16.
  return label && /^utf-?16/i.test(label) ? 'utf-8' : label;
}

/** null for labels that no browser knows either, UTF-7 among them. */
function known(label: string | null): string | null {
  if (label === null) return null;
  try {
    const { encoding } = new TextDecoder(label.trim());
    // The standard decodes both alike; Node's gbk knows less.
    return encoding === 'gbk' || encoding === 'gb2312' ? 'gb18030' : encoding;
  } catch {
    return null;
  }
}

function doubts(
  declared: string | undefined,
  encoding: string,
  text: string,
  bytes: Uint8Array,
): Warning[] {
  if (declared !== undefined && declared !== encoding && bytes.some((byte) => byte > 0x7f)) {
    return [warning('W_CHARSET', `The text declares ${declared} and was read as ${encoding}.`)];
  }
  if (text.includes('\ufffd') && strictly(bytes, encoding) === null) {
    return [warning('W_CHARSET', `Some bytes are not valid ${encoding} and stand as \ufffd.`)];
  }
  return [];
}
