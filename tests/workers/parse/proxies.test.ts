import { describe, expect, it } from 'vitest';
import { originsFirst } from '../../../workers/parse/proxies.ts';

describe('originsFirst', () => {
  it.each([
    [
      'weserv with a slash',
      'https://images.weserv.nl/?url=pics.news.test/a.jpg',
      'https://pics.news.test/a.jpg',
    ],
    [
      'weserv without one',
      'https://images.weserv.nl?url=pics.news.test/a.jpg',
      'https://pics.news.test/a.jpg',
    ],
    [
      'an inner address with a query and another address in it',
      'https://images.weserv.nl/?url=pics.news.test/e/https://www.youtube.com/watch?v=x~/story',
      'https://pics.news.test/e/https://www.youtube.com/watch?v=x~/story',
    ],
    [
      'settings of weserv behind it',
      'https://images.weserv.nl/?url=pics.news.test/a.jpg&w=300&fit=cover',
      'https://pics.news.test/a.jpg',
    ],
    [
      'an escaped inner address',
      'https://wsrv.nl/?url=https%3A%2F%2Fpics.news.test%2Fa.jpg%3Fb%3D1&w=300',
      'https://pics.news.test/a.jpg?b=1',
    ],
    [
      'weserv’s ssl: prefix',
      'https://images.weserv.nl/?url=ssl:pics.news.test/a.jpg',
      'https://pics.news.test/a.jpg',
    ],
    [
      'Photon',
      'https://i2.wp.com/blog.news.test/a.png?resize=300%2C165&ssl=1',
      'https://blog.news.test/a.png',
    ],
    [
      'the Wayback Machine',
      'https://web.archive.org/web/20200701000000im_/https://news.test/a.jpg',
      'https://news.test/a.jpg',
    ],
    [
      'Next.js',
      'https://news.test/_next/image?url=https%3A%2F%2Fcdn.test%2Fa.jpg&w=640',
      'https://cdn.test/a.jpg',
    ],
    [
      'Cloudinary as Substack uses it',
      'https://substackcdn.com/image/fetch/w_1456,f_auto/https%3A%2F%2Fs3.test%2Fa.png',
      'https://s3.test/a.png',
    ],
  ])('puts the original before the proxy: %s', (_, address, origin) => {
    expect(originsFirst(address)).toEqual([origin, address]);
  });

  it('keeps a thumbor rendition before the original in it, which is often not served', () => {
    const address =
      'https://thumbor.test/unsafe/1340x754/https://thumbor.test/unsafe/picture/9/a.jpg';

    expect(originsFirst(address)).toEqual([address, 'https://thumbor.test/unsafe/picture/9/a.jpg']);
  });

  it('unwraps a proxy behind a proxy', () => {
    const inner = 'https://i0.wp.com/blog.news.test/a.png';
    const outer = `https://images.weserv.nl/?url=${encodeURIComponent(inner)}`;

    expect(originsFirst(outer)).toEqual(['https://blog.news.test/a.png', inner, outer]);
  });

  it('leaves all other addresses alone', () => {
    for (const address of [
      'https://news.test/a.jpg?url=b',
      'https://images.weserv.nl/?w=1',
      'https://images.weserv.nl/?url=javascript:alert(1)',
    ]) {
      expect(originsFirst(address).at(-1)).toBe(address);
      expect(originsFirst(address).every((one) => one.startsWith('https://'))).toBe(true);
    }
  });
});
