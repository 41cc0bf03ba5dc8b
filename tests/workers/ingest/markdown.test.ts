import { describe, expect, it } from 'vitest';
import { readArticle } from './source.ts';

describe('Markdown', () => {
  it('is turned into HTML, its first heading into the title', async () => {
    expect(
      await readArticle(
        'Vorab.\n\n# Der *Fluss* & `x` [steigt](/a)\n\nText<b>fett</b>\n\n# Zweitens',
      ),
    ).toMatchObject({
      kind: 'markdown',
      title: 'Der Fluss & x steigt',
      url: null,
      format: 'fragment',
      html: '<p>Vorab.</p>\n<p>Text<b>fett</b></p>\n<h1>Zweitens</h1>\n',
      extension: 'md',
      warnings: [],
    });
  });

  it('has no title where it has no heading of the first level (row 28)', async () => {
    expect((await readArticle('## Zweite Ebene\n\nText')).title).toBeNull();
  });

  it('makes no links of addresses in the text', async () => {
    expect((await readArticle('Siehe https://news.test/ dort.')).html).not.toContain('<a');
  });

  it('may begin with a tag', async () => {
    expect(
      (await readArticle('<div align="center">Bild</div>\n\nText mit *Betonung*.')).html,
    ).toContain('<em>');
  });

  it('is guarded like any other HTML (row 31)', async () => {
    await expect(readArticle(`Text ${'<span>'.repeat(300)}`)).rejects.toMatchObject({
      code: 'E_HTML_DEPTH',
    });
  });
});

describe('plain text', () => {
  it('becomes paragraphs at blank lines', async () => {
    expect(await readArticle('Eins\nzwei\n \nDrei & <vier>\n', 'a.txt')).toMatchObject({
      kind: 'text',
      title: null,
      format: 'fragment',
      html: '<p>Eins<br>\nzwei</p>\n<p>Drei &amp; &lt;vier&gt;</p>',
      extension: 'txt',
    });
  });

  it('becomes a paragraph of each line where no line is blank', async () => {
    expect((await readArticle('第一段。\n第二段。', 'a.txt')).html).toBe(
      '<p>第一段。</p>\n<p>第二段。</p>',
    );
  });

  it('stays inert where it is UTF-7 (row 26)', async () => {
    const { kind, html } = await readArticle(
      '+ADw-script+AD4-alert(1)+ADw-/script+AD4-',
      'a.html',
      {
        charset: 'utf-7',
      },
    );
    expect(kind).toBe('text');
    expect(html).toBe('<p>+ADw-script+AD4-alert(1)+ADw-/script+AD4-</p>');
  });
});
