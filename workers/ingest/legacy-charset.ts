/**
 * Text that declares nothing and is not UTF-8. The encodings of East Asia accept much of each
 * other's bytes, so what decides is whether the characters that come out are everyday ones.
 */

interface Candidate {
  encoding: string;
  /** The most frequent characters of running text, and its punctuation. */
  everyday: RegExp;
}

/** Alike in all three, and rare in text decoded wrongly. */
const PUNCTUATION = '，。、；：？！「」《》（）';

const CANDIDATES: Candidate[] = [
  {
    encoding: 'gb18030',
    everyday: everyday(
      '的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里',
    ),
  },
  {
    encoding: 'big5',
    everyday: everyday(
      '的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡',
    ),
  },
  { encoding: 'shift_jis', everyday: everyday('\u3041-\u3096\u30a1-\u30fa') },
];

/** Above this share of high bytes that stand alone, it is a European text with accents. */
const LONELY = 0.5;
/** Damaged characters per character that a text may have: one bad byte must not cost the page. */
const DAMAGED = 0.01;

const HIGH = 0x80;

/** null where it looks like none of the encodings known here. */
export function guessLegacy(bytes: Uint8Array): { text: string; encoding: string } | null {
  if (lonelyShare(bytes) > LONELY) return null;
  const guesses = CANDIDATES.map(({ encoding, everyday }) => {
    const text = new TextDecoder(encoding).decode(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII
    const characters = text.match(/[^\u0000-\u007f]/gu) ?? [];
    const damaged = characters.filter((character) => character === '\ufffd').length;
    const familiar = characters.filter((character) => everyday.test(character)).length;
    return {
      text,
      encoding,
      damaged: damaged / characters.length,
      familiar: familiar / characters.length,
    };
  }).filter(({ damaged }) => damaged <= DAMAGED);
  // The sort is stable: of equals the first of the list wins.
  const [best] = guesses.sort((one, other) => other.familiar - one.familiar);
  return best ? { text: best.text, encoding: best.encoding } : null;
}

/** WHATWG index-windows-1252, bytes 80 to 9F; Node versions differ in them, some take Latin-1's. */
const C1 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

export function decodeWindows1252(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (control) => C1[control.charCodeAt(0) - HIGH] ?? control);
}

function lonelyShare(bytes: Uint8Array): number {
  let high = 0;
  let lonely = 0;
  bytes.forEach((byte, at) => {
    if (byte < HIGH) return;
    high += 1;
    if ((bytes[at - 1] ?? 0) < HIGH && (bytes[at + 1] ?? 0) < HIGH) lonely += 1;
  });
  return high === 0 ? 1 : lonely / high;
}

function everyday(characters: string): RegExp {
  return new RegExp(`[${characters}${PUNCTUATION}]`, 'u');
}
