import { describe, expect, it } from 'vitest';
import { body } from './article.ts';

describe('blocks', () => {
  it.each([
    [
      'div soup',
      '<div><div>One</div>two<div><span>three</span></div></div>',
      '<p>One</p><p>two</p><p>three</p>',
    ],
    [
      'two breaks',
      '<p>One<br><br/>two<br> &nbsp; <br>three</p>',
      '<p>One</p><p>two</p><p>three</p>',
    ],
    [
      'a break before an indent',
      '<p>　　第一段。<br>　　第二段。</p>',
      '<p>第一段。</p><p>第二段。</p>',
    ],
    ['one break', '<p>One<br>two<br></p>', '<p>One<br>two</p>'],
    [
      'breaks inside a mark',
      '<p><b>One<br><br>two</b></p>',
      '<p><strong>One</strong></p><p><strong>two</strong></p>',
    ],
    [
      'a block inside a mark',
      '<b>One<p>two</p></b>three',
      '<p><strong>One</strong></p><p><strong>two</strong></p><p>three</p>',
    ],
    [
      'a box inside a paragraph',
      '<p>One<div>two</div>three</p>',
      '<p>One</p><p>two</p><p>three</p>',
    ],
    [
      'empty wrappers',
      '<p> </p><p>&nbsp;</p><div><span></span></div><p>One</p><p><br></p>',
      '<p>One</p>',
    ],
    ['text of no element', 'One<p>two</p>three', '<p>One</p><p>two</p><p>three</p>'],
    [
      'class and style',
      '<p class="a" style="color:red" id="x" data-at="9">One <font color="red">two</font></p>',
      '<p>One two</p>',
    ],
  ])('make paragraphs of %s', async (_, html, clean) => {
    expect(await body(html)).toBe(clean);
  });

  it.each([
    [
      'neighbours with the same mark',
      '<p><strong>One</strong><b> two</b><strong>three</strong></p>',
      '<p><strong>One twothree</strong></p>',
    ],
    ['a space between them', '<p><i>One</i> <em>two</em></p>', '<p><em>One two</em></p>'],
    [
      'marks that hold nothing',
      '<p><b></b><i> </i>One<a href="https://a.test/"></a></p>',
      '<p>One</p>',
    ],
    ['a mark within itself', '<p><b><strong>One</strong></b></p>', '<p><strong>One</strong></p>'],
    ['spaces at the edge of a mark', '<p>a<b> b </b>c</p>', '<p>a <strong>b</strong> c</p>'],
    [
      'marks of old and of code',
      '<p><strike>a</strike> <kbd>b</kbd> <big>c</big></p>',
      '<p><s>a</s> <code>b</code> c</p>',
    ],
    [
      'links that lead nowhere',
      '<p><a href="#x">a</a> <a name="y">b</a> <a href="javascript:c()">c</a></p>',
      '<p>a b c</p>',
    ],
    [
      'readings above characters',
      '<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby></p>',
      '<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby></p>',
    ],
  ])('tidy %s', async (_, html, clean) => {
    expect(await body(html)).toBe(clean);
  });

  it.each([
    ['h1 is a heading of the text', '<p>x</p><h1>One</h1>', '<p>x</p><h2>One</h2>'],
    ['an empty heading goes', '<p>x</p><h3> </h3>', '<p>x</p>'],
    [
      'lists in lists',
      '<ul><li>a<ul><li>b</li></ul></li><ol><li>c</li></ol></ul>',
      '<ul><li>a<ul><li>b</li></ul><ol><li>c</li></ol></li></ul>',
    ],
    [
      'text and boxes in lists',
      '<ul>a<li><p>b</p><p>c</p></li><li></li></ul>',
      '<ul><li>a</li><li><p>b</p><p>c</p></li></ul>',
    ],
    [
      'a list that goes on',
      '<ol start="4"><li>a<li value="9">b</ol>',
      '<ol><li value="4">a</li><li value="9">b</li></ol>',
    ],
    ['definitions', '<dl><dt>a</dt><dd>b</dd></dl>', '<dl><dt>a</dt><dd>b</dd></dl>'],
    ['rules only between things', '<hr><p>a</p><hr><hr><p>b</p><hr>', '<p>a</p><hr><p>b</p>'],
    ['code keeps its spaces', '<pre>\n\n a\n  b<br>c\n</pre>', '<pre> a\n  b\nc</pre>'],
    [
      'quotations',
      '<blockquote>a<br><br>b</blockquote><blockquote> </blockquote><p>c</p>',
      '<blockquote><p>a</p><p>b</p></blockquote><p>c</p>',
    ],
  ])('%s', async (_, html, clean) => {
    expect(await body(html)).toBe(clean);
  });

  it('keep tables of data, and dissolve those that only arrange', async () => {
    expect(
      await body(
        '<table><caption>Fares</caption><thead><tr><th colspan="2" width="9">Both</th></tr></thead><tr><td>a</td><td rowspan="x"><p>1</p></td></tr><tr></tr></table>',
      ),
    ).toBe(
      '<table><caption>Fares</caption><thead><tr><th colspan="2">Both</th></tr></thead><tbody><tr><td>a</td><td>1</td></tr></tbody></table>',
    );
    expect(await body('<table><tr><td><p>a</p></td></tr><tr><td>b</td></tr></table>')).toBe(
      '<p>a</p><p>b</p>',
    );
  });
});
