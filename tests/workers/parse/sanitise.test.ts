import { describe, expect, it } from 'vitest';
import { sanitise } from '../../../workers/parse/sanitise.ts';
import { verifyBody } from '../../../workers/parse/verify.ts';

const hostile = [
  '<script>alert(1)</script>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<img src=x onerror=alert(1)>',
  '<img data-picture="0" onerror="alert(1)" src="x">',
  '<svg><script>alert(1)</script></svg>',
  '<svg><p><style><img src=x onerror=alert(1)></style></p></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=alert(1)&gt;">',
  '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<xmp><img src=x onerror=alert(1)></xmp>',
  '<plaintext><img src=x onerror=alert(1)>',
  '<title><img src=x onerror=alert(1)></title>',
  '<textarea><img src=x onerror=alert(1)></textarea>',
  '<template><img src=x onerror=alert(1)></template>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="javascript:alert(1)"></object><embed src="javascript:alert(1)">',
  '<a href="javascript:alert(1)">a</a>',
  '<a href="java&#10;script:alert(1)">a</a>',
  '<a href=" &#1; javascript:alert(1)">a</a>',
  '<a href="JaVaScRiPt:alert(1)">a</a>',
  '<a href="data:text/html,<script>alert(1)</script>">a</a>',
  '<a href="vbscript:msgbox(1)">a</a>',
  '<a href="//evil.test/">a</a>',
  '<a href="https://a.test/" target="_blank" onclick="alert(1)">a</a>',
  '<base href="https://evil.test/"><meta http-equiv="refresh" content="0;url=https://evil.test/">',
  '<form action="https://evil.test/"><input name="attributes"><button>b</button></form>',
  '<p id="body" name="cookie" style="background:url(javascript:alert(1))" class="c">p</p>',
  '<style>@import "https://evil.test/"</style>',
  '<table><tr><td onmouseover="alert(1)" colspan="99999" style="x">t</td></tr></table>',
  '<!-- <script>alert(1)</script> --><![CDATA[<script>alert(1)</script>]]><?php echo 1 ?>',
  '<details open ontoggle=alert(1)><summary>s</summary></details>',
  '<video><source onerror="alert(1)"></video><audio src=x onerror=alert(1)></audio>',
  '<b><__proto__>x</__proto__><constructor>y</constructor></b>',
  '<a href="https://a.test/"><table><td><a href="https://b.test/">nested</a></td></table></a>',
];

describe('sanitise', () => {
  it.each(hostile)('leaves nothing active of %s', (html) => {
    const clean = sanitise(html);

    expect(() => verifyBody(clean, 1)).not.toThrow();
    expect(clean).not.toMatch(/<(?!\/?(?:p|a|img data-picture|table|tbody|tr|td)\b)/);
    expect(clean).not.toMatch(/\son\w+=|href="(?!https:)/);
  });

  it('keeps what may stand, to the letter', () => {
    const html =
      '<p>a <a href="https://a.test/?b=1&amp;c=2">b</a> <time datetime="2020-07-20">c</time></p><figure><img data-picture="0"></figure>';

    expect(sanitise(html)).toBe(html);
  });

  it('keeps the text of elements it does not know', () => {
    expect(sanitise('<section><p>a <blink>b</blink></p></section>')).toBe('<p>a b</p>');
  });

  it('comes to rest where a parser moves things about', () => {
    for (const html of [
      '<pre>\n\n\n\n\n\n\n\n\n\n\na</pre>',
      '<ul><li>a<section><li>b</li></section></li></ul>',
      '<p>a<p>b<table>c<tr>d</table>',
      '<a href="https://a.test/">b<a href="https://c.test/">d',
    ]) {
      expect(sanitise(sanitise(html))).toBe(sanitise(html));
    }
  });
});

describe('verifyBody', () => {
  it.each([
    ['an element that is not listed', '<div>a</div>', /<div>/],
    ['an attribute that is not listed', '<p class="a">b</p>', /class/],
    ['a link that is not absolute', '<p><a href="/a">b</a></p>', /href/],
    ['a picture that is not in the list', '<figure><img data-picture="1"></figure>', /picture 1/],
    ['a picture without a place in the list', '<figure><img></figure>', /picture/],
    ['a comment', '<p>a</p><!-- b -->', /besides/],
    ['what parses to something else', '<p>a<p>b', /back to itself/],
    ['a script', '<script>alert(1)</script>', /script/],
  ])('throws at %s', (_, html, message) => {
    expect(() => verifyBody(html, 1)).toThrow(message);
  });
});
