import { describe, expect, it } from 'vitest';
import { body, LONG } from './article.ts';

describe('junk', () => {
  it.each([
    [
      'code and controls',
      '<script>a</script><style>b</style><form>c<button>d</button></form><nav>e</nav><select><option>f</select>',
    ],
    [
      'what is hidden',
      '<p hidden>a</p><div style="color:red; display: none">b</div><span class="sr-only">c</span>',
    ],
    [
      'share buttons and comments',
      '<div class="sharedaddy">a</div><div id="comments"><p>b</p></div>',
    ],
    [
      'the plug of the feed',
      '<br><hr><div>获取更多RSS：<br><a href="https://feedx.net">https://feedx.net</a></div>',
    ],
    ['comments in the source', '<!-- a --><p><!-- b --></p>'],
  ])('goes: %s', async (_, html) => {
    expect(await body(LONG + html)).toBe(LONG);
  });

  it('is not what merely looks like it', async () => {
    const html = '<p>获取更多RSS：这是一篇关于订阅的文章。</p><aside>“We are glad.”</aside>';

    expect(await body(LONG + html)).toBe(
      `${LONG}<p>获取更多RSS：这是一篇关于订阅的文章。</p><p>“We are glad.”</p>`,
    );
  });

  it('of broken markup is mended before the tree is built', async () => {
    expect(await body(`<divclass="x"data-y="z"><p>One</p></div>${LONG}`)).toBe(`<p>One</p>${LONG}`);
  });
});
