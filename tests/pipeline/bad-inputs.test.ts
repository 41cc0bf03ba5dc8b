/**
 * Bad files among good ones, all the way: each ends with one code, one sentence
 * and one next step, and none stops the others. What a single row means in detail
 * is tested beside the code that decides it; here is that it arrives.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Receipt, Receipts } from '../../queues/receipts.ts';
import { type Code, codes } from '../../shared/codes.ts';
import { DiskStorage } from '../../shared/storage.ts';
import { savedArticle } from '../helpers/articles.ts';
import { offprint } from '../helpers/offprint.ts';

const text =
  'The harbour opens on Monday, the mayor said, and ships may come in again after a long winter. ';
const page = (body: string, head = '') =>
  `<!doctype html><html><head><meta charset="utf-8"><title>Harbour</title>${head}</head><body>${body}</body></html>`;

/** File name → content, and the code it must end with. */
const refused: [row: number, name: string, content: string | Uint8Array, code: Code][] = [
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
const published: [row: number, name: string, content: string | Uint8Array, warning: Code | null][] =
  [
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

describe('bad inputs', () => {
  let root: string;
  let home: string;
  let receipts: Map<string, Receipt>;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'offprint-bad-'));
    home = join(root, 'home');
    const folder = join(root, 'given');
    await mkdir(folder);
    for (const [, name, content] of [...refused, ...published])
      await writeFile(join(folder, name), content);
    for (let n = 0; n < 20; n += 1) {
      const good = savedArticle({
        url: `https://news.example/good/${n}`,
        title: `Good ${n}`,
        body: `<p>${text.repeat(2)}${n}</p>`,
      });
      await writeFile(join(folder, `good-${n}.md`), good);
    }
    await writeFile(
      join(folder, 'list.txt'),
      'http://127.0.0.1/a\nhttps//broken\nhttp://me:secret@news.example/b\n',
    );
    const run = await offprint(['run', folder, '--json', '--home', home], {
      OFFPRINT_WORKERS: '2',
    });
    expect(run.code).toBe(1);
    receipts = new Map();
    for await (const receipt of new Receipts(new DiskStorage(join(home, 'state'))).all()) {
      receipts.set(receipt.file.name, receipt);
    }
  }, 180_000);
  afterAll(() => rm(root, { recursive: true, force: true }));

  it.each(refused)('row %i: %s is refused', async (_, name, __, code) => {
    const reason = JSON.parse(await readFile(join(home, 'failed', `${name}.reason.json`), 'utf8'));
    expect(reason).toMatchObject({ file: name, code, next: codes[code].next });
    expect(reason.message).toMatch(/^(\p{Lu}|large\.html ).{10,}(\.|: \S+)$/su);
    expect(await readdir(join(home, 'failed'))).toContain(name);
  });

  it.each(published)('row %i: %s is published', async (_, name, __, warning) => {
    const end = receipts.get(name)?.ends[''];
    expect(end).toMatchObject({ outcome: 'published', code: null });
    const codesGiven = end?.warnings.map(({ code }) => code) ?? [];
    if (warning) expect(codesGiven).toContain(warning);
    const html = await readFile(join(home, 'archive', end?.path ?? ''), 'utf8');
    expect(html).not.toMatch(/<script|onclick|javascript:|<iframe/i);
  });

  it('row 22: tells which line of a list is wrong', async () => {
    const reason = JSON.parse(await readFile(join(home, 'failed', 'list.txt.reason.json'), 'utf8'));
    expect(reason.failures).toHaveLength(3);
    expect(reason.failures.map(({ code }: { code: string }) => code)).toEqual([
      'E_URL_PRIVATE',
      'E_URL_INVALID',
      'E_URL_CREDENTIALS',
    ]);
    expect(JSON.stringify(reason)).not.toContain('secret');
    expect(reason.failures[1].message).toMatch(/^Line 2 /);
  });

  it('publishes every good file beside them', () => {
    const good = [...receipts.values()].filter(({ file }) => file.name.startsWith('good-'));
    expect(good.map(({ ends }) => ends['']?.outcome)).toEqual(Array(20).fill('published'));
  });

  it('shows Chinese of an old encoding as it was written', async () => {
    const path = receipts.get('gb18030.html')?.ends['']?.path ?? '';
    expect(await readFile(join(home, 'archive', path), 'utf8')).toContain('你好，世界。');
  });
});
