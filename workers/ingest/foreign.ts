/**
 * Refuses what is no text, by its bytes: the extension is not believed. Signatures of binary
 * formats are asked for only where there are control characters, because some of them are two
 * letters that an article may begin with.
 */
import { fileTypeFromBuffer } from 'file-type';
import { PermanentError } from '../../shared/errors.ts';
import { sniffPicture } from '../../shared/picture-kind.ts';

/** Enough for every signature, and for a judgement on control characters. */
const LOOKED_AT = 4_096;
/** Most control characters a damaged text may have; random bytes have 0.11. */
const CONTROL_SHARE = 0.02;
/** UTF-16 without its mark has half. */
const NUL_SHARE = 0.55;

const SUPPORTED =
  'Offprint reads web pages (.html), saved articles and Markdown (.md), text (.txt), links (.url, .webloc) and lists of addresses (.txt, .urls, .list).';

/** Formats that begin like text. */
const TEXTUAL: { begins: RegExp; code: 'E_NOT_HTML' | 'E_FORMAT'; what: string }[] = [
  { begins: /^\s*%PDF-/, code: 'E_NOT_HTML', what: 'a PDF document (application/pdf)' },
  { begins: /^\{\\rtf/, code: 'E_NOT_HTML', what: 'an RTF document (application/rtf)' },
  { begins: /^%!PS/, code: 'E_NOT_HTML', what: 'a PostScript document (application/postscript)' },
  { begins: /^WARC\/\d/, code: 'E_FORMAT', what: 'a web archive (WARC)' },
  { begins: /^bplist00/, code: 'E_FORMAT', what: 'a binary property list' },
  {
    begins: /^(?=[A-Za-z-]+:)[\s\S]*?^content-type:\s*multipart\/related/im,
    code: 'E_FORMAT',
    what: 'a web page in one file (MHTML)',
  },
];

/** Throws a PermanentError E_NOT_HTML that names what the file is, or E_FORMAT with what is supported. */
export async function refuseForeign(bytes: Uint8Array, name: string): Promise<void> {
  const start = Buffer.from(bytes.subarray(0, LOOKED_AT)).toString('latin1');
  if (/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/.test(start)) return;
  const textual = TEXTUAL.find(({ begins }) => begins.test(start));
  if (textual) refuse(textual.code, textual.what);
  const picture = sniffPicture(bytes);
  if (picture) refuse('E_NOT_HTML', `a picture (${picture.mime})`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what text does not hold
  const controls = start.match(/[\u0001-\u0008\u000b\u000e-\u001a\u001c-\u001f]/g)?.length ?? 0;
  const nuls = start.split('\0').length - 1;
  if (controls + nuls === 0) return;
  const type = await fileTypeFromBuffer(bytes);
  if (type && /\.warc\.gz$/i.test(name)) refuse('E_FORMAT', 'a web archive (WARC)');
  if (type && type.ext !== 'xml') refuse('E_NOT_HTML', `of the type ${type.mime} (.${type.ext})`);
  if (controls > CONTROL_SHARE * start.length || nuls > NUL_SHARE * start.length) {
    refuse('E_NOT_HTML', 'binary');
  }
}

function refuse(code: 'E_NOT_HTML' | 'E_FORMAT', what: string): never {
  throw new PermanentError(
    code,
    code === 'E_FORMAT'
      ? `The file is ${what}, which is not read yet. ${SUPPORTED}`
      : `The file is ${what}, not a page, a saved article or text.`,
  );
}
