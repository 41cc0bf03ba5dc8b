/** The count against the tree that a parser of the HTML standard builds. */
import { load } from 'cheerio';
import fc from 'fast-check';
import { Tokenizer } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import { OpenElements } from '../../shared/html-nesting.ts';

function counted(html: string) {
  const open = new OpenElements();
  let deepest = 0;
  let tag = { name: '', start: 0 };
  const ignore = () => {};
  const start = (end: number, closed: boolean) => {
    open.start(tag.name, html.slice(tag.start, end), closed);
    deepest = Math.max(deepest, open.depth);
  };
  const tokenizer = new Tokenizer(
    { decodeEntities: false },
    {
      onopentagname: (from, to) => {
        tag = { name: html.slice(from, to), start: from };
      },
      onopentagend: (end) => start(end, false),
      onselfclosingtag: (end) => start(end, true),
      onclosetag: (from, to) => open.end(html.slice(from, to)),
      onattribdata: ignore,
      onattribentity: ignore,
      onattribend: ignore,
      onattribname: ignore,
      oncdata: ignore,
      oncomment: ignore,
      ondeclaration: ignore,
      onend: ignore,
      onprocessinginstruction: ignore,
      ontext: ignore,
      ontextentity: ignore,
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  return { deepest, count: open.count };
}

function built(html: string) {
  const $ = load(html, { scriptingEnabled: false });
  const elements = $('body *').toArray();
  const depths = elements.map((element) => $(element).parentsUntil('body').length + 1);
  return { deepest: Math.max(0, ...depths), count: elements.length };
}

const soup = (names: string[]) =>
  fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...names).map((name) => `<${name}>`) },
        { weight: 2, arbitrary: fc.constantFrom(...names).map((name) => `</${name}>`) },
        { weight: 2, arbitrary: fc.constant('x') },
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join(''));

const FLOW = [
  'div',
  'p',
  'ul',
  'li',
  'b',
  'i',
  'a',
  'font',
  'span',
  'h1',
  'h2',
  'section',
  'dl',
  'dt',
  'button',
  'br',
];

describe('OpenElements', () => {
  it('never counts fewer levels or elements than a browser makes', () => {
    fc.assert(
      fc.property(soup(FLOW), (html) => {
        const count = counted(html);
        const tree = built(html);
        // One level for the empty paragraph that a stray `</p>` makes.
        expect(count.deepest + 1).toBeGreaterThanOrEqual(tree.deepest);
        expect(count.count).toBeGreaterThanOrEqual(tree.count);
      }),
      { numRuns: 2_000, seed: 20 },
    );
  });

  it('misses only the rows and bodies that a browser adds to tables', () => {
    fc.assert(
      fc.property(soup(['table', 'tbody', 'tr', 'td', 'div', 'p', 'b', 'a']), (html) => {
        expect(counted(html).deepest * 2 + 2).toBeGreaterThanOrEqual(built(html).deepest);
      }),
      { numRuns: 2_000, seed: 20 },
    );
  });

  it.each([
    ['paragraphs that nobody closed', '<p>x'.repeat(1_000), 1],
    ['items that nobody closed', `<ul>${'<li>x'.repeat(1_000)}`, 2],
    ['rows that nobody closed', `<table>${'<tr><td>x'.repeat(1_000)}`, 3],
    ['terms that nobody closed', `<dl>${'<dt>x<dd>y'.repeat(1_000)}`, 2],
    ['links that nobody closed', '<p><a>x'.repeat(1_000), 2],
    ['pictures and line breaks', '<img><br><wbr>'.repeat(1_000), 0],
    ['paths that close themselves', `<svg>${'<path/>'.repeat(1_000)}</svg>`, 1],
  ])('does not take %s for nesting', (_, html, deepest) => {
    expect(counted(html).deepest).toBe(deepest);
  });

  it('lets unclosed emphasis pile up no further than a browser does', () => {
    const html = '<p><b>x'.repeat(200);
    expect(counted(html).deepest).toBe(built(html).deepest);
  });

  it('counts the copies that a browser makes of unclosed emphasis', () => {
    const html = `<p>${'<b class=1><b class=2><b class=3>'}x</p>${'<p>x</p>'.repeat(50)}`;
    expect(counted(html).count).toBeGreaterThanOrEqual(built(html).count);
  });

  it('counts the paragraphs that stray end tags make', () => {
    expect(counted('</p>'.repeat(100)).count).toBe(100);
  });
});
