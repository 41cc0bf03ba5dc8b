import { describe, expect, it } from 'vitest';
import { LONG, parsed } from './article.ts';

const URL_OF = { url: 'https://news.test/story' };
const CARD =
  '<blockquote class="wp-embedded-content"><p><a href="/pier">The pier</a></p></blockquote><p><iframe class="wp-embedded-content" src="/pier/embed"></iframe></p>';
const PIER = { url: 'https://news.test/pier', title: 'The pier' };

describe('links to other articles', () => {
  it.each([
    ['below a heading', '<h3>相关阅读：</h3><ul><li><a href="/pier">The pier</a></li></ul>'],
    [
      'below an English one',
      '<p><strong>Related articles</strong></p><p><a href="/pier">The pier</a></p>',
    ],
    ['behind a label', '<p>相关报道：<a href="/pier">The pier</a></p>'],
    ['as cards below a heading', `<p><strong>相关阅读：</strong></p>${CARD}`],
  ])('are a list of their own: %s', async (_, html) => {
    const { related, body } = await parsed(LONG + html, URL_OF);

    expect(related).toEqual([PIER]);
    expect(body).toBe(LONG);
  });

  it('stay where they are what the article is about', async () => {
    const html = `<p>Three links:</p>${CARD}${CARD.replaceAll('pier', 'boat')}`;
    const { related, body } = await parsed(html, URL_OF);

    expect(related).toEqual([]);
    expect(body).toContain('href="https://news.test/pier"');
    expect(body).toContain('href="https://news.test/boat"');
  });

  it('stay as links where cards stand between paragraphs', async () => {
    const { related, body } = await parsed(
      `<p>See below:</p>${CARD}${LONG}${CARD.replaceAll('pier', 'boat')}`,
      URL_OF,
    );

    expect(related).toEqual([]);
    expect(body).toBe(
      `<p>See below:</p><p><a href="https://news.test/pier">The pier</a></p>${LONG}<p><a href="https://news.test/boat">The boat</a></p>`,
    );
  });

  it('stay where a sentence goes with them', async () => {
    const html = '<h3>相关阅读：</h3><p>See <a href="/pier">the pier</a> for more.</p>';
    const { related, body } = await parsed(LONG + html, URL_OF);

    expect(related).toEqual([]);
    expect(body).toContain('See <a href="https://news.test/pier">the pier</a> for more.');
  });

  it('of an ordinary list stay', async () => {
    const html = '<ul><li><a href="/pier">The pier</a></li></ul>';

    expect((await parsed(LONG + html, URL_OF)).related).toEqual([]);
  });

  it('are known by the outlet: one-item lists at 自由亚洲电台, twins without text included', async () => {
    const html =
      '<ul><li><a href="/pier"></a><b><a href="/pier">The pier</a></b></li></ul><ul><li>Not a <a href="/x">link</a> only</li></ul>';
    const { related, body } = await parsed(LONG + html, { url: 'https://www.rfa.org/mandarin/x' });

    expect(related).toEqual([{ url: 'https://www.rfa.org/pier', title: 'The pier' }]);
    expect(body).toContain('<li>Not a');
  });
});
