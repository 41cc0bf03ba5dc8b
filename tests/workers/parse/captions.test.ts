import { describe, expect, it } from 'vitest';
import { captionAndCredit } from '../../../workers/parse/credits.ts';
import { parsed } from './article.ts';

const about = async (html: string, url: string | null = null) => {
  const { pictures, body } = await parsed(`<p>Before.</p>${html}<p>After.</p>`, { url });
  const [picture] = pictures;
  return { caption: picture?.caption, credit: picture?.credit, text: body.replace(/<[^>]+>/g, '') };
};
const IMG = '<img src="https://n.test/a.jpg">';

describe('captions', () => {
  it.each([
    ['a figure', `<figure>${IMG}<figcaption>The pier</figcaption></figure>`, null],
    [
      'WordPress',
      `<div class="wp-caption">${IMG}<p class="wp-caption-text">The pier</p></div>`,
      null,
    ],
    ['feedx.net', `${IMG}<div><small>The pier</small></div>`, null],
    ['a gallery', `<div>${IMG}<br><b>The</b> pier</div>`, 'https://www.dw.com/zh/a/a-1'],
  ])('leave the text: %s', async (_, html, url) => {
    expect(await about(html, url)).toEqual({
      caption: 'The pier',
      credit: null,
      text: 'Before.After.',
    });
  });

  it('have their credit beside them', async () => {
    const html = `<figure>${IMG}<figcaption>The pier <span class="photo-credit">Jane Doe</span></figcaption></figure>`;

    expect(await about(html)).toEqual({
      caption: 'The pier',
      credit: 'Jane Doe',
      text: 'Before.After.',
    });
  });

  it('are not guessed: a paragraph below a picture stays text', async () => {
    expect(await about(`${IMG}<p>The pier was mended.</p>`)).toMatchObject({
      caption: null,
      text: 'Before.The pier was mended.After.',
    });
  });

  it('as long as an article are article text', async () => {
    const long = 'The pier was mended. '.repeat(80).trim();

    expect(await about(`<figure>${IMG}<figcaption>${long}</figcaption></figure>`)).toMatchObject({
      caption: null,
      text: `Before.${long}After.`,
    });
  });
});

describe('captionAndCredit', () => {
  it.each([
    ['码头（美国之音/汤某）', '', '码头', '美国之音/汤某'],
    ['码头 (香港警察脸书图片)', '', '码头', '香港警察脸书图片'],
    ['码头。REUTERS/Jane Doe', '', '码头。', 'REUTERS/Jane Doe'],
    ['图片来源：港务处', '', null, '港务处'],
    ['第一版 图片来源：港务处', '', '第一版', '港务处'],
    ['Image caption 码头', '图片版权 Getty Images', '码头', 'Getty Images'],
    ['码头（资料照片）', '', '码头（资料照片）', null],
    ['码头（2020年6月13日）', '', '码头（2020年6月13日）', null],
    ['码头（Valerio Capraro）', '', '码头（Valerio Capraro）', null],
    ['', '', null, null],
  ])('%s | %s', (caption, credit, says, made) => {
    expect(captionAndCredit(caption, credit)).toEqual({ caption: says, credit: made });
  });
});
