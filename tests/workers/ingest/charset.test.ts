/** The sentences are ours, written in each encoding by another program (base64). */
import { describe, expect, it } from 'vitest';
import { decode } from '../../../workers/ingest/charset.ts';

const base64 = (text: string) => Buffer.from(text, 'base64');

const SIMPLIFIED =
  '这座城市的居民说，河水在夜里上涨了，但是没有人知道为什么。他们要求政府作出说明。';
const TRADITIONAL =
  '這座城市的居民說，河水在夜裡上漲了，但是沒有人知道為什麼。他們要求政府作出說明。';
const JAPANESE =
  'この町の人々は、夜のあいだに川の水が増えたと話しています。理由はまだ分かっていません。';
const FRENCH = 'Le maire a refusé de répondre à nos questions – « trop tôt », dit-il.';

const GB18030 = base64(
  '1eLX+bPHytC1xL7Tw/HLtaOsutPLrtTa0rnA78nP1cfBy6OstavKx8O709DIy9aqtcDOqsqyw7Sho8v7w8fSqsfz1f64rtf3s/bLtcP3oaM=',
);
const GB18030_TRADITIONAL = base64(
  '30DX+bPHytC1xL7Tw/HVZqOsutPLrtTa0rnRZcnPnXHBy6OstavKx5td09DIy9aqtcCe6cqy/E6ho8v7goPSqsfz1f64rtf3s/bVZsP3oaM=',
);
const BIG5 = base64(
  's2+ueauwpauquql+pcG7oaFBqmWk9KZiqV24zKRXuqakRqFBpv2sT6hTprOkSKq+uUSssKSwu/KhQ6VMrcytbqhErEapsqdApVi7oan6oUM=',
);
const SHIFT_JIS = base64(
  'grGCzJKsgsyQbIFYgs2BQZbpgsyCoIKigr6CyZDsgsyQhYKqkZ2CpoK9gsaYYoK1gsSCooLcgreBQpedl1KCzYLcgr6VqoKpgsGCxIKigtyCuYLxgUI=',
);
const WINDOWS_1252 = base64(
  'TGUgbWFpcmUgYSByZWZ1c+kgZGUgculwb25kcmUg4CBub3MgcXVlc3Rpb25zIJYgqyB0cm9wIHT0dCC7LCBkaXQtaWwu',
);
const SHORT_GB18030 = base64('utPLrsnP1cc=');

const meta = (charset: string, bytes: Uint8Array | string) =>
  Buffer.concat([Buffer.from(`<meta charset="${charset}"><p>`), Buffer.from(bytes)]);

const codes = (bytes: Uint8Array, charset: string | null = null) =>
  decode(bytes, charset).warnings.map(({ code }) => code);

describe('decode', () => {
  it.each([
    ['GB18030', GB18030, SIMPLIFIED, 'gb18030'],
    ['GB18030 with traditional characters', GB18030_TRADITIONAL, TRADITIONAL, 'gb18030'],
    ['a headline in GB18030', SHORT_GB18030, '河水上涨', 'gb18030'],
    ['Big5', BIG5, TRADITIONAL, 'big5'],
    ['Shift_JIS', SHIFT_JIS, JAPANESE, 'shift_jis'],
    ['windows-1252', WINDOWS_1252, FRENCH, 'windows-1252'],
    ['a name in windows-1252', Buffer.from('Müller', 'latin1'), 'Müller', 'windows-1252'],
    ['UTF-8', Buffer.from(SIMPLIFIED), SIMPLIFIED, 'utf-8'],
  ])('recognises %s that declares nothing (row 24)', (_, bytes, text, encoding) => {
    expect(decode(bytes, null)).toEqual({ text, encoding, warnings: [] });
  });

  it('reads UTF-16 and UTF-8 by their byte order marks (row 24)', () => {
    const little = Buffer.from(`\ufeff${SIMPLIFIED}`, 'utf16le');
    const big = Buffer.from(little).swap16();
    expect(decode(little, null)).toMatchObject({ text: SIMPLIFIED, encoding: 'utf-16le' });
    expect(decode(big, null)).toMatchObject({ text: SIMPLIFIED, encoding: 'utf-16be' });
    expect(decode(Buffer.from(`\ufeff${SIMPLIFIED}`), null)).toMatchObject({ text: SIMPLIFIED });
  });

  it.each([
    ['the server', GB18030, 'GBK'],
    ['the page', meta('gb2312', GB18030), null],
  ])('believes a declaration of %s that fits', (_, bytes, charset) => {
    const decoded = decode(bytes, charset);
    expect(decoded).toMatchObject({ encoding: 'gb18030', warnings: [] });
    expect(decoded.text).toContain(SIMPLIFIED);
  });

  it('finds a declaration behind a long comment', () => {
    const start = Buffer.from(`<!-- ${'x'.repeat(3_000)} -->`);
    const { text } = decode(Buffer.concat([start, meta('Big5', BIG5)]), null);
    expect(text).toContain(TRADITIONAL);
  });

  it('prefers the page where the server names what takes any bytes', () => {
    expect(decode(meta('gbk', GB18030), 'iso-8859-1').text).toContain(SIMPLIFIED);
  });

  it.each([
    ['UTF-8 that is windows-1252', meta('utf-8', WINDOWS_1252), FRENCH, 'windows-1252'],
    ['UTF-8 that is GB18030', meta('utf-8', GB18030), SIMPLIFIED, 'gb18030'],
    ['GB2312 that is UTF-8', meta('gb2312', SIMPLIFIED), SIMPLIFIED, 'utf-8'],
    [
      'GBK that is UTF-8 and valid as both',
      meta('gbk', '河水河水河水河水河水'),
      '河水河水河水河水河水',
      'utf-8',
    ],
    ['Latin-1 that is UTF-8', meta('iso-8859-1', FRENCH), FRENCH, 'utf-8'],
    ['Latin-1 that is GB18030', meta('iso-8859-1', GB18030), SIMPLIFIED, 'gb18030'],
  ])('finds the truth behind a declared %s (row 25)', (_, bytes, text, encoding) => {
    const decoded = decode(bytes, null);
    expect(decoded.encoding).toBe(encoding);
    expect(decoded.text).toContain(text);
    expect(codes(bytes)).toEqual(['W_CHARSET']);
  });

  it('keeps a text in UTF-8 in which one character is damaged', () => {
    const bytes = Buffer.concat([
      Buffer.from(SIMPLIFIED),
      Buffer.from([0xe5, 0x9f]),
      Buffer.from(SIMPLIFIED),
    ]);
    expect(decode(bytes, null).text).toBe(`${SIMPLIFIED}\ufffd${SIMPLIFIED}`);
    expect(codes(bytes)).toEqual(['W_CHARSET']);
  });

  it('keeps a text in GB18030 in which one byte is damaged', () => {
    const bytes = Buffer.concat([...Array<Buffer>(5).fill(GB18030), Buffer.from([0xff]), GB18030]);
    expect(decode(bytes, null)).toMatchObject({ encoding: 'gb18030' });
    expect(codes(bytes)).toEqual(['W_CHARSET']);
  });

  it('says nothing about replacement characters that stand in the source', () => {
    expect(codes(Buffer.from(`${SIMPLIFIED}\ufffd`))).toEqual([]);
  });

  it('leaves UTF-7 the inert text it is (row 26)', () => {
    const bytes = Buffer.from('<meta charset="utf-7">+ADw-script+AD4-');
    expect(decode(bytes, 'utf-7').text).toContain('+ADw-script+AD4-');
  });

  it('ignores labels that nobody knows', () => {
    expect(decode(meta('klingon', SIMPLIFIED), 'x-unknown')).toMatchObject({
      encoding: 'utf-8',
      warnings: [],
    });
  });

  it('reads the quotation marks of windows-1252 alike on every version of Node', () => {
    expect(decode(Uint8Array.of(0x93, 0x61, 0x94, 0x20, 0x80, 0x20, 0x9f), null).text).toBe(
      '“a” € Ÿ',
    );
  });
});
