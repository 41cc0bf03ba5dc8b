import { describe, expect, it } from 'vitest';
import { LONG, parsed } from './article.ts';

const page = (main: string, head = '') =>
  `<!doctype html><html><head><title>The ferry is back - News</title><meta property="og:title" content="The ferry is back">${head}</head><body><nav><a href="/">Home</a></nav><article><h1>The ferry is back</h1>${main}</article><footer>About us</footer></body></html>`;
const text = LONG.repeat(4);

describe('a whole page', () => {
  it('gives its main text and what its head claims', async () => {
    const article = await parsed(page(text), { format: 'page', url: 'https://news.test/ferry' });

    expect(article.body).toContain('The ferry to the island runs again');
    expect(article.body).not.toMatch(/Home|About us/);
    expect(article.facts).toContainEqual({
      field: 'title',
      rule: 'og:title',
      value: 'The ferry is back',
    });
  });

  it('is read by the outlet’s own rule where there is one', async () => {
    const html = `<html><body><div class="node-full"><div class="content"><div class="field-name-field-image"></div><div class="field-name-body">${text}</div></div></div><p>Menu</p></body></html>`;

    expect(
      (await parsed(html, { format: 'page', url: 'https://pao-pao.net/article/1' })).body,
    ).toBe(text);
  });

  it('has its links resolved against its base', async () => {
    const html = page(
      `${text}<p>See <a href="pier">the pier</a>, which was mended in spring by the people of the island.</p>`,
      '<base href="https://old.test/a/">',
    );

    expect((await parsed(html, { format: 'page', url: 'https://news.test/ferry' })).links).toEqual([
      { url: 'https://old.test/a/pier', text: 'the pier' },
    ]);
  });
});
