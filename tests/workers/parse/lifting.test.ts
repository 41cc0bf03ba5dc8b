import { describe, expect, it } from 'vitest';
import { LONG, parsed } from './article.ts';

const lifted = async (html: string, overrides = {}) => {
  const article = await parsed(html, overrides);
  return { lifted: article.lifted.map(({ what, text }) => `${what} ${text}`), body: article.body };
};

describe('the box of author and date', () => {
  it.each([
    ['<div><i>2020年 7月 9日</i></div>', ['date 2020年 7月 9日']],
    [
      '<div><i>null 某甲 （采访记者）<br>2020-07-09T11:23:52.376Z</i></div>',
      ['byline 某甲 （采访记者）', 'date 2020-07-09T11:23:52.376Z'],
    ],
    ['<div><i><br>2020-07-09T00:21:17</i></div>', ['date 2020-07-09T00:21:17']],
    ['<div>08/07/2020 - 03:05</div>', ['date 08/07/2020 - 03:05']],
    ['<div><i>Mon, 20 Jul 2020 14:07:32 GMT</i></div>', ['date Mon, 20 Jul 2020 14:07:32 GMT']],
    [
      '<div><i>JANE DOE<br>2020-07-06 20:15:16</i></div>',
      ['byline JANE DOE', 'date 2020-07-06 20:15:16'],
    ],
  ])('is lifted: %s', async (box, said) => {
    expect(await lifted(box + LONG)).toEqual({ lifted: said, body: LONG });
  });

  it('is no first paragraph that happens to end in a date, nor one below the first', async () => {
    const sentence = `<div>${'The office has kept a list of all crossings since the pier was built, and the list of those crossings says that the oldest of them was on '}2019-01-02</div>`;

    expect((await lifted(sentence)).lifted).toEqual([]);
    expect((await lifted('<div>船长说：船来了。2019-01-02</div>')).lifted).toEqual([]);
    expect((await lifted(`${LONG}<div>2020-07-09</div>`)).lifted).toEqual([]);
  });

  it('leaves the breaks of a first paragraph that is none', async () => {
    expect((await lifted('<p>One<br>two</p>')).body).toBe('<p>One<br>two</p>');
  });
});

describe('bylines', () => {
  it.each([
    '记者：某甲 责编：某乙 网编：某丙',
    '（记者：某甲   责编：某乙）',
    '译者/某甲',
    '作者：某甲',
    '責任編輯：某甲',
    'By Jane Doe',
  ])('at an end of the text are lifted and taken out: %s', async (line) => {
    const text = line.replace(/\s+/g, ' ');

    expect(await lifted(`${LONG}<p>${line}</p>`)).toEqual({
      lifted: [`byline ${text}`],
      body: LONG,
    });
    expect(await lifted(`<p>${line}</p>${LONG}`)).toEqual({
      lifted: [`byline ${text}`],
      body: LONG,
    });
  });

  it('that are the last line of a paragraph leave the rest of it', async () => {
    expect(await lifted(`${LONG}<p>The end.<br/>翻译：某甲</p>`)).toEqual({
      lifted: ['byline 翻译：某甲'],
      body: `${LONG}<p>The end.</p>`,
    });
  });

  it('are no sentences', async () => {
    for (const sentence of [
      '记者：你怎么看？',
      '编辑：他说，船来了。',
      '作者系岛上居民',
      '记者从港务处获悉',
    ]) {
      expect((await lifted(`${LONG}<p>${sentence}</p>`)).body).toBe(`${LONG}<p>${sentence}</p>`);
    }
  });

  it('in the middle of the text stay', async () => {
    const line = '<p>作者：某甲</p>';
    const html = LONG.repeat(4) + line + LONG.repeat(4);

    expect(await lifted(html)).toEqual({ lifted: [], body: html });
  });
});

describe('tags', () => {
  it('are lifted from a list of tags, categories as sections', async () => {
    const html = `${LONG}<p>Posted in <a rel="category tag" href="/c">Sea</a></p><ul><li>Tagged</li><li><a rel="tag" href="/a">Ferry</a></li><li><a rel="tag" href="/b">Pier</a></li></ul><p><a rel="category tag" href="/d">Coast</a></p>`;

    expect((await lifted(html)).lifted).toEqual(['tag Ferry', 'tag Pier', 'section Coast']);
  });

  it('take no picture along', async () => {
    const html =
      '<div><img src="https://n.test/a.jpg"><p>Tags: <a rel="tag" href="/a">Ferry</a></p></div>';

    expect((await lifted(html)).body).toBe('<figure><img data-picture="0"></figure>');
  });

  it('inside sentences are links like others', async () => {
    const { lifted: none, body } = await lifted(
      '<p>The <a rel="tag" href="https://n.test/ferry">ferry</a> runs again.</p>',
    );

    expect(none).toEqual([]);
    expect(body).toContain('<a href="https://n.test/ferry">ferry</a> runs');
  });
});

describe('the body of a source with its site around it', () => {
  it('is found by what content systems call it, where it holds most of the text', async () => {
    const html = `<article><header>Menu</header><div class="entry-content">${LONG}</div><footer>About</footer></article>`;

    expect((await lifted(html)).body).toBe(LONG);
  });

  it('is all there is where that is only a part', async () => {
    const html = `<div class="entry-content"><p>Teaser</p></div>${LONG}`;

    expect((await lifted(html)).body).toBe(`<p>Teaser</p>${LONG}`);
  });
});

describe('the title', () => {
  const header = { title: '渡轮 复航！', date: null, front: null };

  it('goes where the text begins with it, whatever its punctuation', async () => {
    expect((await lifted(`<h1>渡轮复航</h1>${LONG}`, { header })).body).toBe(LONG);
  });

  it('stays where it stands further below', async () => {
    expect((await lifted(`${LONG}<h2>渡轮复航</h2>`, { header })).body).toBe(
      `${LONG}<h2>渡轮复航</h2>`,
    );
  });
});
