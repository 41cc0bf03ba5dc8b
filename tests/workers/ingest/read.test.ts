/** What is refused. Rows are those of the table of bad inputs, docs/bad-inputs.md. */
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MAX_SOURCE_BYTES } from '../../../shared/html-guard.ts';
import { codesOf, readArticle, readFile } from './source.ts';

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(
    parts.map((part) =>
      typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part),
    ),
  );

/** Deflated text looks random, and is the same every time. */
const garbage = deflateSync(Array.from({ length: 3_000 }, (_, at) => at * at).join(' ')).subarray(
  2,
  4_000,
);

const PNG = bytes(
  [0x89],
  'PNG\r\n',
  [0x1a, 0x0a, 0, 0, 0, 0x0d],
  'IHDR',
  [0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0],
);
const ZIP = bytes(
  'PK',
  [3, 4, 20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0],
  'a',
);
const EXE = bytes('MZ', [0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0xff, 0xff, 0, 0]);
const GZIP = bytes([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 0, 0, 0xff, 0xff]);

describe('read', () => {
  it('refuses an empty file, and one of white space', async () => {
    await expect(readFile('')).rejects.toMatchObject({ code: 'E_EMPTY' });
    await expect(readFile(' \n\t\ufeff\n')).rejects.toMatchObject({ code: 'E_EMPTY' });
  });

  it('refuses more bytes than an article can have (row 12)', async () => {
    const large = Buffer.alloc(MAX_SOURCE_BYTES + 1, 'x');
    await expect(readFile(large)).rejects.toMatchObject({ code: 'E_TOO_LARGE' });
    expect((await readArticle(large.subarray(1), 'a.txt')).kind).toBe('text');
  });

  it.each([
    ['PDF', bytes('%PDF-1.7\n1 0 obj\n'), 'application/pdf'],
    ['ZIP', ZIP, 'application/zip'],
    ['EXE', EXE, 'application/x-msdownload'],
    ['gzip', GZIP, 'application/gzip'],
    ['PNG', PNG, 'image/png'],
    ['RTF', bytes('{\\rtf1\\ansi Text}'), 'application/rtf'],
    [
      'SVG',
      bytes('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><path/></svg>'),
      'image/svg+xml',
    ],
  ])('refuses %s named .html and names it (row 19)', async (_, content, type) => {
    await expect(readFile(content, 'a.html')).rejects.toMatchObject({
      code: 'E_NOT_HTML',
      message: expect.stringContaining(type),
    });
  });

  it.each([
    ['random bytes', garbage],
    ['control characters', bytes('Text', [1, 2, 3, 4, 5, 6, 7, 8])],
    ['nothing but NULs', Buffer.alloc(1_000)],
  ])('refuses %s (row 23)', async (_, content) => {
    await expect(readFile(content, 'a.txt')).rejects.toMatchObject({ code: 'E_NOT_HTML' });
  });

  it.each([
    ['WARC', 'WARC/1.1\r\nWARC-Type: response\r\n', 'a.warc'],
    ['packed WARC', GZIP, 'a.warc.gz'],
    [
      'MHTML',
      'From: <Saved by Browser>\r\nSubject: T\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html"\r\n\r\n',
      'a.mhtml',
    ],
    ['binary link', bytes('bplist00', [0xd1, 1, 2, 0x53], 'URL'), 'a.webloc'],
  ])('refuses a %s with what is read instead (row 21)', async (_, content, name) => {
    await expect(readFile(content, name)).rejects.toMatchObject({
      code: 'E_FORMAT',
      message: expect.stringMatching(/\.html.*\.md.*\.url/),
    });
  });

  it.each([
    ['letters that begin an EXE', 'MZ war da. Danach kam er wieder.'],
    ['letters that begin a bitmap', 'BM, das ist der Bürgermeister.'],
    ['words of a mail header', 'Notiz: er sagt, content-type: multipart/related sei falsch.'],
  ])('reads a text that begins with %s', async (_, text) => {
    expect((await readArticle(text, 'a.txt')).kind).toBe('text');
  });

  it('reads every encoding that declares itself or not (row 24)', async () => {
    const html = '<html><body><p>河水上涨，居民说。</p></body></html>';
    const utf16 = Buffer.from(`\ufeff${html}`, 'utf16le');
    expect((await readArticle(utf16, 'a.html')).html).toBe(html);
    expect((await readArticle(Buffer.from(`\ufeff${html}`), 'a.html')).html).toBe(html);
  });

  it('warns of a declared encoding that is not the text’s (row 25)', async () => {
    const page = bytes(
      '<html><head><meta charset="utf-8"></head><body><p>D',
      [0xe9],
      'j',
      [0xe0],
      ' vu</p></body></html>',
    );
    const article = await readArticle(page, 'a.html');
    expect(article.html).toContain('Déjà vu');
    expect(codesOf(article)).toEqual(['W_CHARSET']);
  });

  it.each([
    ['Markdown in a page’s name', 'Text ohne Auszeichnung', 'a.html'],
    ['text in a picture’s name', 'Text ohne Auszeichnung', 'a.jpg'],
  ])('warns of %s (row 20)', async (_, text, name) => {
    expect(codesOf(await readArticle(text, name))).toEqual(['W_EXT_MISMATCH']);
  });

  it.each([
    ['---\n', '\n', '!\n---\n', 'a.md'],
    ['---\na: ', '- ', '\n---\n', 'a.md'],
    ['[T](', '](', '\n---', 'a.md'],
    ['[T](http://a.test/)\n', '-', 'x', 'a.md'],
    ['Text <', 'a', '', 'a.html'],
    ['<', 'a', '', 'a.txt'],
    ['Text', ' \n', 'Text', 'a.txt'],
    ['Text', '<!--', '', 'a.html'],
    ['From: ', 'a: b\n', '', 'a.txt'],
    ['<?xml ', 'version ', '', 'a.webloc'],
    ['<meta ', '<meta ', '', 'a.html'],
  ])(
    'is not held up by %j and then %j a hundred thousand times (row 36)',
    async (start, bait, end, name) => {
      const { kind } = await readFile(start + bait.repeat(100_000) + end, name);
      expect(kind).not.toBe('addresses');
    },
  );

  it('asks nothing of the name of a fetched page', async () => {
    const fetched = await readArticle('Nur Text', 'page.html', { url: 'https://news.test/a.txt' });
    expect(fetched).toMatchObject({ kind: 'text', url: 'https://news.test/a.txt', warnings: [] });
  });
});
