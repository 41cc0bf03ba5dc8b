import { describe, expect, it } from 'vitest';
import { expand, timestampOf } from '../../shared/sources.ts';

const timestamp = '20200704101500';
const picture = 'https://img.news.test:8443/照片/a b.jpg?w=640&h=480';

describe('expand', () => {
  it.each([
    ['{url}', picture],
    [
      'https://archive.test/web/{timestamp}im_/{url}',
      `https://archive.test/web/${timestamp}im_/${picture}`,
    ],
    ['https://proxy.test/?u={url}', `https://proxy.test/?u=${encodeURIComponent(picture)}`],
    [
      'https://mirror.test/{host}{path}',
      'https://mirror.test/img.news.test:8443/%E7%85%A7%E7%89%87/a%20b.jpg?w=640&h=480',
    ],
    [
      'http://m.test/{host}?p={path}&t={timestamp}',
      `http://m.test/img.news.test:8443?p=%2F%25E7%2585%25A7%25E7%2589%2587%2Fa%2520b.jpg%3Fw%3D640%26h%3D480&t=${timestamp}`,
    ],
    ['https://m.test/{unknown}/{url}', `https://m.test/{unknown}/${picture}`],
  ])('fills %s', (template, address) => {
    expect(expand([template], picture, { timestamp })).toEqual([address]);
  });

  it('takes a value for what it is, also where it looks like a template', () => {
    const url = 'https://a.test/{host}/$&.png';
    expect(expand(['{url}'], url, { timestamp })).toEqual([url]);
  });

  it('keeps the order of templates and leaves out repeats', () => {
    const templates = ['{url}', 'https://p.test/{path}', '{url}'];
    expect(expand(templates, 'https://a.test/x.png', { timestamp })).toEqual([
      'https://a.test/x.png',
      'https://p.test//x.png',
    ]);
  });

  it('gives no address without templates, and refuses what is no address', () => {
    expect(expand([], picture, { timestamp })).toEqual([]);
    expect(() => expand(['{url}'], 'x.png', { timestamp })).toThrow(
      expect.objectContaining({ code: 'E_URL_INVALID' }),
    );
  });
});

it('writes a time as web archives do, in UTC', () => {
  expect(timestampOf('2020-07-05T01:15:00.250+08:00')).toBe('20200704171500');
});
