import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestFirst } from '../../../workers/parse/renditions.ts';

describe('largestFirst', () => {
  it.each([
    [
      'WordPress',
      'https://a.test/files/2020/06/冒名4-300x155.gif',
      '/files/2020/06/%E5%86%92%E5%90%8D4.gif',
    ],
    [
      'Drupal',
      'https://a.test/sites/a.test/files/styles/article_detail/public/r_12.jpg?itok=WA6Clq8O',
      '/sites/a.test/files/r_12.jpg',
    ],
    ['Plone', 'https://a.test/x.html/ap21-1.jpg/@@images/e63d4053.jpeg', '/x.html/ap21-1.jpg'],
    [
      'BBC',
      'https://ichef.bbci.co.uk/news/640/cpsprodpb/721C/production/_1_a.jpg',
      '/news/976/cpsprodpb/721C/production/_1_a.jpg',
    ],
    [
      'The New York Times',
      'https://static01.nyt.com/images/2020/07/16/o/16Sw-articleLarge-v2.jpg',
      '/images/2020/07/16/o/16Sw-superJumbo-v2.jpg',
    ],
    [
      'RFI',
      'https://s.rfi.fr/media/display/6db3/w:310/p:16x9/1.jpg',
      '/media/display/6db3/p:16x9/1.jpg',
    ],
    ['VOA', 'https://gdb.voanews.com/F1B4-EB_cx0_cy4_cw0_r1_s_w900.jpg', '/F1B4-EB.jpg'],
    ['Qiniu', 'https://a.test/5f3e.JPG?imageView2/2/w/800', '/5f3e.JPG'],
    ['parameters of a size', 'https://a.test/r/?m=02&d=2020&w=600&r=LY', '/r/?m=02&d=2020&r=LY'],
    ['Photon', 'https://i1.wp.com/b.test/a.png?resize=680%2C170&ssl=1', '/b.test/a.png?ssl=1'],
  ])('knows how to ask for more: %s', (_, address, larger) => {
    expect(largestFirst(address)).toEqual([new URL(larger, address).href, address]);
  });

  it.each([
    'https://a.test/a.jpg',
    'https://a.test/a.jpg?v=3&id=600',
    'https://a.test/a.jpg?w=600&s=0123456789abcdef',
    'https://other.test/news/640/a.jpg',
    'https://static01.nyt.com/images/a-superJumbo.jpg',
    'data:image/png;base64,AAAA',
    'companion:a_files/b-300x155.png',
  ])('leaves alone what it knows nothing of, or what is signed: %s', (address) => {
    expect(largestFirst(address)).toEqual([address]);
  });

  it('always keeps the address that was given, last', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), (address) => {
        const found = largestFirst(address);
        expect(found.at(-1)).toBe(address);
        expect(found.every((one) => URL.canParse(one))).toBe(true);
      }),
    );
  });
});
