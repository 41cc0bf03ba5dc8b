import { describe, expect, it } from 'vitest';
import { readFile } from './source.ts';

const ONE = 'https://news.test/1';
const TWO = 'https://news.test/2?a=1&b=2';

describe('a file of addresses', () => {
  it('is the link that Windows makes (row 21)', async () => {
    const file = `[InternetShortcut]\r\nIDList=\r\nURL=${TWO}\r\nIconIndex=0\r\n`;
    expect(await readFile(file, 'a.url')).toEqual({
      kind: 'addresses',
      addresses: [{ line: 3, text: TWO, url: TWO, code: null }],
    });
  });

  it('is the link that macOS makes (row 21)', async () => {
    const file = `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0"><dict>\n<key>URL</key>\n<string>${TWO.replace('&', '&amp;')}</string></dict></plist>`;
    expect(await readFile(file, 'a.webloc')).toEqual({
      kind: 'addresses',
      addresses: [{ line: 4, text: TWO, url: TWO, code: null }],
    });
  });

  it.each(['a.url', 'a.webloc', 'a.txt', 'a'])(
    'is a bare address under the name %s',
    async (name) => {
      expect(await readFile(`${ONE}\n`, name)).toEqual({
        kind: 'addresses',
        addresses: [{ line: 1, text: ONE, url: ONE, code: null }],
      });
    },
  );

  it('says of every line of a list what is wrong with it (row 22)', async () => {
    const lines = [
      '# Zu lesen',
      ONE,
      '',
      '  http://新闻.test/河水  ',
      'not an address',
      'ftp://news.test/a',
      'javascript:alert(1)',
      'https://user:secret@news.test/',
      `https://${'a'.repeat(3_000)}.test/`,
      TWO,
    ];
    const found = await readFile(lines.join('\n'), 'list.txt');
    expect(
      found.kind === 'addresses' && found.addresses.map(({ line, url, code }) => [line, url, code]),
    ).toEqual([
      [2, ONE, null],
      [4, 'http://xn--efvy88h.test/%E6%B2%B3%E6%B0%B4', null],
      [5, null, 'E_URL_INVALID'],
      [6, null, 'E_URL_SCHEME'],
      [7, null, 'E_URL_SCHEME'],
      [8, null, 'E_URL_CREDENTIALS'],
      [9, null, 'E_URL_INVALID'],
      [10, TWO, null],
    ]);
  });

  it.each(['a.urls', 'a.list'])('is what %s says, however bad the lines', async (name) => {
    expect(await readFile('eins\nzwei', name)).toMatchObject({
      kind: 'addresses',
      addresses: [{ code: 'E_URL_INVALID' }, { code: 'E_URL_INVALID' }],
    });
  });

  it('gives the line of a link without address', async () => {
    expect(await readFile('[InternetShortcut]\nIconIndex=0', 'a.url')).toMatchObject({
      addresses: [{ url: null, code: 'E_URL_INVALID' }],
    });
  });

  it.each([
    ['a text that names some', `Eins.\nZwei.\nDrei: \n${ONE}`, 'a.txt'],
    ['a comment', '# Nur eine Notiz', 'a.txt'],
    ['a Markdown file', ONE, 'a.md'],
  ])('is not seen in %s', async (_, text, name) => {
    expect((await readFile(text, name)).kind).not.toBe('addresses');
  });

  it('is not seen in what a server answered', async () => {
    expect((await readFile(`${ONE}\n${TWO}`, 'list.txt', { url: ONE })).kind).toBe('text');
  });
});
