/**
 * Files that nobody should be given, by the rows of docs/bad-inputs.md: what is refused, and what is published
 * all the same.
 */
import type { Code } from '../../shared/codes.ts';
import { savedArticle } from './articles.ts';

/** Of an article that is well. */
export const text =
  'The harbour opens on Monday, the mayor said, and ships may come in again after a long winter. ';
const page = (body: string, head = '') =>
  `<!doctype html><html><head><meta charset="utf-8"><title>Harbour</title>${head}</head><body>${body}</body></html>`;

/** File name → content, and the code it must end with. */
export const refused: [row: number, name: string, content: string | Uint8Array, code: Code][] = [
  [1, 'empty.html', '', 'E_EMPTY'],
  [12, 'large.html', Buffer.alloc(11 * 1024 ** 2, 'x'), 'E_TOO_LARGE'],
  [19, 'document.html', '%PDF-1.7\n%âãÏÓ\n1 0 obj', 'E_NOT_HTML'],
  [19, 'packed.html', Buffer.from('504b0304140000000800', 'hex'), 'E_NOT_HTML'],
  [
    23,
    'garbage.html',
    Buffer.from(Array.from({ length: 4_000 }, (_, n) => (n * 7919) % 256)),
    'E_NOT_HTML',
  ],
  [
    31,
    'nested-300.html',
    page(`${'<div>'.repeat(300)}${text}${'</div>'.repeat(300)}`),
    'E_HTML_DEPTH',
  ],
  [32, 'nested-100000.html', page('<div>'.repeat(100_000)), 'E_HTML_DEPTH'],
  [34, 'elements.html', page('<br>'.repeat(300_000)), 'E_HTML_NODES'],
  [55, 'scheme.url', '[InternetShortcut]\nURL=file:///etc/passwd\n', 'E_URL_SCHEME'],
  [56, 'private-1.url', '[InternetShortcut]\nURL=http://127.0.0.1/\n', 'E_URL_PRIVATE'],
  [56, 'private-2.url', '[InternetShortcut]\nURL=http://2130706433/\n', 'E_URL_PRIVATE'],
  [56, 'private-3.url', '[InternetShortcut]\nURL=http://[::ffff:10.0.0.1]/\n', 'E_URL_PRIVATE'],
  [
    59,
    'login.url',
    '[InternetShortcut]\nURL=http://me:secret@news.example/\n',
    'E_URL_CREDENTIALS',
  ],
  [59, 'port.url', '[InternetShortcut]\nURL=http://93.184.216.34:22/\n', 'E_URL_PORT'],
];

/** Published all the same; with the warning, where there is one. */
export const published: [
  row: number,
  name: string,
  content: string | Uint8Array,
  warning: Code | null,
][] = [
  [20, 'page.txt', page(`<p>${text.repeat(3)}</p>`), 'W_EXT_MISMATCH'],
  [
    24,
    'gb18030.html',
    Buffer.from(
      '3c6d65746120636861727365743d67626b3e3c703ec4e3bac3a3accac0bde7a1a33c2f703e',
      'hex',
    ),
    null,
  ],
  [26, 'utf7.html', page(`<p>+ADw-script+AD4-alert(1) ${text.repeat(3)}</p>`), null],
  [27, 'nul.html', page(`<p>${text.repeat(2)}\0${text}</p>`), 'W_NUL'],
  [28, 'untitled.html', `<p>${text.repeat(3)}</p>`, 'W_TITLE'],
  [
    29,
    'long.md',
    savedArticle({ title: '../../etc/passwd '.repeat(60_000), url: 'https://news.example/long' }),
    'W_TITLE_LONG',
  ],
  [30, 'little.html', page('<p>Please log in.</p>'), 'W_LITTLE_TEXT'],
  [
    33,
    'attributes.html',
    page(
      `<p ${Array.from({ length: 20_000 }, (_, n) => `a${n}="1"`).join(' ')}>${text.repeat(3)}</p>`,
    ),
    'W_ATTRIBUTES',
  ],
  [35, 'comments.html', page(`<p>${text.repeat(3)}</p>${'<!--'.repeat(20_000)}`), null],
  [
    36,
    'spaces.md',
    savedArticle({
      url: 'https://news.example/s',
      body: `<p>记者：${' '.repeat(100_000)}</p><p>${text.repeat(2)}</p>`,
    }),
    null,
  ],
  [
    37,
    'script.html',
    page(
      `<p onclick="x()">${text.repeat(3)}<script>x()</script><a href="javascript:x()">y</a></p>`,
    ),
    null,
  ],
  [
    39,
    'jsonld.html',
    page(`<p>${text.repeat(3)}</p>`, '<script type="application/ld+json">{broken</script>'),
    'W_JSONLD',
  ],
  [
    40,
    'date.md',
    `---\ntitle: Harbour\ndate: 2020-02-31T00:00:00Z\nfrom: https://news.example/d\n---\n\n<p>${text.repeat(2)}</p>`,
    'W_DATE',
  ],
  [
    41,
    'pictures.html',
    page(
      `<article><p>${text.repeat(3)}</p>${Array.from({ length: 300 }, (_, n) => `<p><img src="https://p.example/${n}.jpg" width="600" height="400"></p>`).join('')}<p>${text.repeat(3)}</p></article>`,
    ),
    'W_IMAGE_COUNT',
  ],
];
