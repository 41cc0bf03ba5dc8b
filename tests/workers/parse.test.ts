import { load } from 'cheerio';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PermanentError } from '../../shared/errors.ts';
import type { TreeElement } from '../../workers/parse/draft.ts';
import { sanitise } from '../../workers/parse/sanitise.ts';
import { body, LONG, parsed } from './parse/article.ts';

describe('parse', () => {
  it('hands on all it was given, but for the raw HTML', async () => {
    const article = await parsed(LONG, { header: { title: 'Ferry', date: null, front: null } });

    expect(article).toMatchObject({ id: `a${'2'.repeat(20)}`, header: { title: 'Ferry' } });
    expect(article).not.toHaveProperty('html');
    expect(article).not.toHaveProperty('format');
  });

  it('keeps paragraphs, headings, lists, quotations, tables and code', async () => {
    const source = [
      '<h2>Timetable</h2>',
      '<p>Two <strong>ferries</strong> a day, <a href="https://harbour.test/">from the harbour</a>.</p>',
      '<ul><li>eight o’clock</li><li>noon</li></ul>',
      '<blockquote><p>We are glad, says the captain.</p></blockquote>',
      '<table><tbody><tr><th>Day</th><th>Boats</th></tr><tr><td>Monday</td><td>2</td></tr></tbody></table>',
      '<pre>a  b\n c</pre>',
    ].join('');

    expect(await body(source)).toBe(source);
  });

  it('refuses what has neither text nor a picture', async () => {
    const nothing = parsed('<div><br><img src=""><p>&nbsp;</p><script>1</script></div>');

    await expect(nothing).rejects.toThrow(PermanentError);
    await expect(nothing).rejects.toMatchObject({ code: 'E_NO_CONTENT' });
  });

  it('publishes pictures without text, with a warning', async () => {
    const article = await parsed('<p><img src="https://news.test/cartoon.png"></p>');

    expect(article.warnings.map(({ code }) => code)).toEqual(['W_LITTLE_TEXT']);
    expect(article.body).toBe('<figure><img data-picture="0"></figure>');
  });

  it('keeps the warnings of the stages before', async () => {
    const before = { code: 'W_CHARSET', message: 'The text is not in the encoding it declares.' };

    expect((await parsed(LONG, { warnings: [before] })).warnings).toEqual([before]);
  });

  it('lists what it lifted in the order of the source', async () => {
    const { lifted } = await parsed(
      `<div><i>张三<br>2020-07-20 19:22:17</i></div>${LONG}<p>译者：李四</p><p>Tags: <a rel="tag" href="/t">港口</a></p>`,
    );

    expect(lifted).toEqual([
      { what: 'byline', text: '张三' },
      { what: 'date', text: '2020-07-20 19:22:17' },
      { what: 'byline', text: '译者：李四' },
      { what: 'tag', text: '港口' },
    ]);
  });

  it('lists every link once, in order, with its words', async () => {
    const { links } = await parsed(
      '<p>See <a href="/a">the first</a>, <a href="https://b.test/">the second</a>, <a href="/a">again</a> and <a href="mailto:x@b.test">write</a>.</p>',
      { url: 'https://news.test/story' },
    );

    expect(links).toEqual([
      { url: 'https://news.test/a', text: 'the first' },
      { url: 'https://b.test/', text: 'the second' },
    ]);
  });

  it('lets nothing active through, whatever tags it is fed, and comes to rest', async () => {
    await fc.assert(
      fc.asyncProperty(soup, async (html) => {
        const clean = await body(LONG + html);

        expect(sanitise(clean)).toBe(clean);
        for (const element of load(clean, null, false)('*').toArray()) {
          const { name, attribs } = element as unknown as TreeElement;
          expect(HARMLESS).toContain(name);
          expect(KNOWN).toEqual(expect.arrayContaining(Object.keys(attribs)));
          expect(attribs.href ?? 'https:').toMatch(/^(?:https?|mailto):/);
        }
      }),
      { numRuns: 120 },
    );
  });

  it('takes its own text for clean', async () => {
    await fc.assert(
      fc.asyncProperty(soup, async (html) => {
        const clean = await body(LONG + html.replace(/<img/g, '<span'));

        expect(await body(clean)).toBe(clean);
      }),
      { numRuns: 120 },
    );
  });
});

const HARMLESS =
  'p h2 h3 h4 h5 h6 ul ol li blockquote pre code em strong a br hr figure img table thead tbody tr th td caption s u sub sup dl dt dd ruby rt rp small'.split(
    ' ',
  );
const KNOWN = ['href', 'data-picture', 'colspan', 'rowspan', 'value'];

const names =
  'p div span b strong i em a h1 h2 h3 ul ol li blockquote pre table tbody thead tr td th caption br hr figure figcaption img noscript section article svg math style script template iframe form button select option textarea xmp plaintext title body html head frameset video object ruby rt dl dt dd details summary font nobr';
const attributes = [
  '',
  ' href="javascript:alert(1)"',
  ' href="https://news.test/a"',
  ' href="data:text/html,x"',
  ' onclick="alert(1)"',
  ' src="https://news.test/a.jpg"',
  ' src=x onerror=alert(1)',
  ' style="display:none"',
  ' data-picture="3"',
  ' data-at="5"',
  ' colspan="2"',
  ' value="7"',
];
const tag = fc
  .tuple(
    fc.constantFrom('<', '</'),
    fc.constantFrom(...names.split(' ')),
    fc.constantFrom(...attributes),
  )
  .map(([open, name, attribute]) => `${open}${name}${open === '<' ? attribute : ''}>`);
const text = fc.oneof(
  fc.constantFrom(
    '港口',
    'harbour',
    ' ',
    '\n',
    '&nbsp;',
    '&lt;b&gt;',
    '<!--',
    '-->',
    '　　',
    '\u0000',
  ),
  fc.string({ maxLength: 8 }),
);
const soup = fc.array(fc.oneof(tag, text), { maxLength: 40 }).map((parts) => parts.join(''));
