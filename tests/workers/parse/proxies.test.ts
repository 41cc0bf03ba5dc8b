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
    [
      'Vercel',
      'https://news.test/_vercel/image?url=https%3A%2F%2Fcdn.test%2Fa.jpg&w=640',
      'https://cdn.test/a.jpg',
    ],
    [
      'Google’s gadgets',
      'https://images-onepick-opensocial.googleusercontent.com/gadgets/proxy?container=focus&url=https%3A%2F%2Fcdn.test%2Fa.jpg',
      'https://cdn.test/a.jpg',
    ],
    [
      'Google’s cache of pictures',
      'https://ci3.googleusercontent.com/proxy/T0k3n_x=s0-d-e1-ft#https://cdn.test/a.jpg?b=1',
      'https://cdn.test/a.jpg?b=1',
    ],
    [
      'Yahoo',
      'https://s.yimg.com/ny/api/res/1.2/T0k3n--/YXBwaWQ9aA--/https://media.zenfs.test/en/a.jpg.cf.webp',
      'https://media.zenfs.test/en/a.jpg',
    ],
    [
      'Yahoo with an escaped address',
      'https://s1.yimg.com/uu/api/res/1.2/T0k3n--~B/aD00/https%3A%2F%2Fmedia.zenfs.test/a.jpg',
      'https://media.zenfs.test/a.jpg',
    ],
    [
      'DuckDuckGo',
      'https://external-content.duckduckgo.com/iu/?u=https%3A%2F%2Fcdn.test%2Fa.jpg&f=1',
      'https://cdn.test/a.jpg',
    ],
    [
      'Cloudflare',
      'https://news.test/cdn-cgi/image/width=80,quality=75/https://cdn.test/a.jpg',
      'https://cdn.test/a.jpg',
    ],
    [
      'Cloudflare before its own host',
      'https://news.test/cdn-cgi/image/width=80/uploads/a.jpg',
      'https://news.test/uploads/a.jpg',
    ],
    [
      'imgproxy in plain text',
      'https://img.test/AfrOrF3gWeDA6VOlDG4TzxMv39O7MXnF4CXpKUwGqRM/rs:fit:300:300/plain/https://cdn.test/a.jpg@webp',
      'https://cdn.test/a.jpg',
    ],
    [
      'imgproxy in base64',
      `https://img.test/insecure/rs:fit:300:300/q:80/${Buffer.from('https://cdn.test/pictures/a.jpg').toString('base64url')}.webp`,
      'https://cdn.test/pictures/a.jpg',
    ],
    [
      'Statically',
      'https://cdn.statically.io/img/cdn.test/f=auto,w=600/uploads/a.jpg',
      'https://cdn.test/uploads/a.jpg',
    ],
    [
      'a proxy nobody has heard of',
      'https://news.test/api/image-proxy/s-600/https://cdn.test/a.jpg?b=1',
      'https://cdn.test/a.jpg?b=1',
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
      'https://news.test/2020/proxy/wars.jpg',
      'https://img.test/insecure/rs:fit:1:1/bm90aGluZw.webp',
      'https://s.yimg.com/ny/api/res/1.2/T0k3n--/nothing.jpg',
    ]) {
      expect(originsFirst(address).at(-1)).toBe(address);
      expect(originsFirst(address).every((one) => one.startsWith('https://'))).toBe(true);
    }
  });
});
