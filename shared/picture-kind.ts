/**
 * What kind of picture some bytes begin, by their magic numbers: declared types and extensions are
 * not believed. Apart from image.ts, because the inbox asks about every file and needs no sharp for
 * it. Weak signatures (BMP's is two letters) are checked further: a text must never pass.
 */

export interface PictureKind {
  /** As files of this kind are named, without the dot. */
  extension: string;
  mime: string;
}

/** The start of the file as bytes, and the same read as Latin-1. */
type Test = (bytes: Uint8Array, text: string) => boolean;

/** Enough for every rule, and for an SVG with a long licence in front. */
const LOOKED_AT = 4_096;

/** Sizes that the header of a BMP can have, by its versions. */
const BMP_HEADERS = new Set([12, 40, 52, 56, 64, 108, 124]);

const RULES: (PictureKind & { begins: Test })[] = [
  { extension: 'jpg', mime: 'image/jpeg', begins: starting('\xff\xd8\xff') },
  { extension: 'png', mime: 'image/png', begins: starting('\x89PNG\r\n\x1a\n') },
  { extension: 'gif', mime: 'image/gif', begins: starting('GIF87a', 'GIF89a') },
  { extension: 'webp', mime: 'image/webp', begins: isWebp },
  { extension: 'avif', mime: 'image/avif', begins: branded('avif', 'avis') },
  { extension: 'heic', mime: 'image/heic', begins: branded('heic', 'heix', 'hevc', 'hevx') },
  { extension: 'jxl', mime: 'image/jxl', begins: starting('\xff\x0a', '\0\0\0\x0cJXL ') },
  { extension: 'jp2', mime: 'image/jp2', begins: starting('\0\0\0\x0cjP  ') },
  { extension: 'tif', mime: 'image/tiff', begins: starting('II*\0', 'MM\0*') },
  { extension: 'bmp', mime: 'image/bmp', begins: isBmp },
  { extension: 'ico', mime: 'image/x-icon', begins: isIcon },
  { extension: 'svg', mime: 'image/svg+xml', begins: isSvg },
];

/** The first bytes of a file are enough; null when they begin no picture. */
export function sniffPicture(bytes: Uint8Array): PictureKind | null {
  const start = bytes.subarray(0, LOOKED_AT);
  const latin1 = Buffer.from(start).toString('latin1');
  const rule = RULES.find(({ begins }) => begins(start, latin1));
  return rule ? { extension: rule.extension, mime: rule.mime } : null;
}

function starting(...signatures: string[]): Test {
  return (_, text) => signatures.some((signature) => text.startsWith(signature));
}

/** The brands in the `ftyp` box of an ISO media file (ISO 14496-12, 4.3). */
function branded(...brands: string[]): Test {
  return (bytes, text) => {
    if (text.slice(4, 8) !== 'ftyp') return false;
    const end = Math.min((bytes[2] ?? 0) * 256 + (bytes[3] ?? 0), 128);
    const named = [text.slice(8, 12), ...(text.slice(16, end).match(/[\s\S]{4}/g) ?? [])];
    return named.some((brand) => brands.includes(brand));
  };
}

function isWebp(_: Uint8Array, text: string): boolean {
  return text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP';
}

/** An icon directory that holds between 1 and 64 icons. */
function isIcon(bytes: Uint8Array, text: string): boolean {
  const icons = (bytes[4] ?? 0) + (bytes[5] ?? 0) * 256;
  return text.startsWith('\0\0\x01\0') && icons >= 1 && icons <= 64;
}

function isBmp(bytes: Uint8Array, text: string): boolean {
  return (
    text.startsWith('BM') && text.slice(15, 18) === '\0\0\0' && BMP_HEADERS.has(bytes[14] ?? 0)
  );
}

/** An `<svg>` or its doctype, after nothing but a byte order mark, declarations and comments. */
function isSvg(bytes: Uint8Array): boolean {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  let rest = new TextDecoder(utf16 ? 'utf-16le' : 'utf-8').decode(bytes).trimStart();
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replace(/^(<\?[^>]*\?>|<!--[\s\S]*?-->)\s*/, '');
  }
  return /^<(!doctype\s+svg\b|([\w-]+:)?svg[\s/>])/i.test(rest);
}
