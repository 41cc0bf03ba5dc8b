import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REDACTED, redact } from '../../shared/redact.ts';

const SECRET = 'sw0rdfish';

describe('redact', () => {
  it.each([
    [
      'a password in an address',
      `redis://ada:${SECRET}@queue:6379/0`,
      `redis://${REDACTED}@queue:6379/0`,
    ],
    [
      'one with an @ in it',
      `https://ada:p@${SECRET}@news.test/a`,
      `https://${REDACTED}@news.test/a`,
    ],
    ['a user alone', `https://${SECRET}@news.test/`, `https://${REDACTED}@news.test/`],
    [
      'an address within an address',
      `https://proxy.test/?u=https%3A%2F%2Fada%3A${SECRET}%40news.test%2Fa&w=9`,
      `https://proxy.test/?u=https%3A%2F%2F${REDACTED}%40news.test%2Fa&w=9`,
    ],
    [
      'an encoded query',
      `/?u=https%3A%2F%2Fn.test%2F%3Fkey%3D${SECRET}&w=9`,
      `/?u=https%3A%2F%2Fn.test%2F%3Fkey%3D${REDACTED}&w=9`,
    ],
    ['a query in the middle', `/a?w=9&token=${SECRET}&h=8#top`, `/a?w=9&token=${REDACTED}&h=8#top`],
    ['a fragment', `/a#access_token=${SECRET}`, `/a#access_token=${REDACTED}`],
    ['an escaped ampersand', `/a?w=9&amp;sig=${SECRET}`, `/a?w=9&amp;sig=${REDACTED}`],
    [
      'an address in Chinese text',
      `见 https://n.test/?sig=${SECRET}，星期一。`,
      `见 https://n.test/?sig=${REDACTED}，星期一。`,
    ],
    ['a header', `Authorization: Basic ${SECRET}`, `Authorization: ${REDACTED}`],
    ['cookies', `Cookie: a=${SECRET}; b=2\nnext`, `Cookie: ${REDACTED}\nnext`],
    ['a bearer token', `sent Bearer ${SECRET}${SECRET} twice`, `sent Bearer ${REDACTED} twice`],
  ])('takes out %s', (_, text, clean) => {
    expect(redact(text)).toBe(clean);
    expect(redact(clean)).toBe(clean);
  });

  it.each([
    'token',
    'access_token',
    'accessToken',
    'key',
    'api_key',
    'apikey',
    'auth_key',
    'sig',
    'signature',
    'X-Amz-Signature',
    'X-Amz-Credential',
    'X-Amz-Security-Token',
    'X-Goog-Signature',
    'AWSAccessKeyId',
    'password',
    'passwd',
    'pwd',
    'secret',
    'client_secret',
    'auth',
    'session',
    'sessionid',
    'PHPSESSID',
    'code',
    'jwt',
  ])('takes out the value of %s', (name) => {
    expect(redact(`https://n.test/a?w=9&${name}=${SECRET}&h=8`)).toBe(
      `https://n.test/a?w=9&${name}=${REDACTED}&h=8`,
    );
  });

  it.each([
    '港口星期一重新开放，记者：王小明。全文见 https://news.test/新闻/2020/07/04.html?id=12&page=2',
    '渡輪「海港號」再次啟航；編輯 https://zh.news.test/@harbour/a?lang=zh-Hant#第二節',
    'https://news.test/list?zipcode=1234&monkey=2&keyword=x&author=ada&w=640',
    'E_TIMEOUT code: 5, key points, the session ended, a basic authorization was enough',
    'mail ada@news.test, see //news.test/a and @ada',
  ])('leaves alone: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('takes out given secrets, also as an address has them', () => {
    const secret = 'a b/c+d=16characters';
    const text = `raw ${secret} and ?x=${encodeURIComponent(secret)}`;
    expect(redact(text, [secret])).toBe(`raw ${REDACTED} and ?x=${REDACTED}`);
  });

  it('leaves a line of JSON valid, and nothing of its secrets', () => {
    const line = JSON.stringify({
      level: 30,
      headers: {
        authorization: `Bearer "${SECRET}"`,
        cookie: [`a="${SECRET}"`, 'b'],
        host: 'n.test',
      },
      nested: JSON.stringify({ 'set-cookie': SECRET, url: `https://n.test/?token="${SECRET}"` }),
      err: {
        message: `Get https://ada:"${SECRET}@n.test/ failed`,
        stack: `a\nCookie: ${SECRET}\nb`,
      },
      title: '港口开放',
    });
    const clean = redact(line);
    expect(clean).not.toContain(SECRET);
    expect(JSON.parse(clean)).toMatchObject({
      level: 30,
      headers: { authorization: REDACTED, cookie: REDACTED, host: 'n.test' },
      title: '港口开放',
    });
  });

  it('leaves whatever JSON valid', () => {
    const piece = fc.constantFrom(
      '//',
      '@',
      '"',
      '\\',
      '?token=',
      '&',
      'Cookie: ',
      'key',
      '\n',
      '%2F%2F',
      '%40',
      '密',
      'Bearer ',
      'a',
      ':',
    );
    const text = fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(''));
    const property = fc.constantFrom('url', 'token', 'cookie', 'Authorization', 'message');
    fc.assert(
      fc.property(fc.dictionary(property, fc.oneof(text, fc.array(text))), (value) => {
        JSON.parse(redact(JSON.stringify(value)));
      }),
      { numRuns: 2_000 },
    );
  });

  // With steps that grow with the square of the length, each of these would take minutes.
  it.each([
    '//',
    'a',
    '?a_',
    '?a',
    '?token',
    '?session',
    '?key-',
    '%2F%2F',
    '%3F',
    '"',
    '"a',
    '"token":"',
    '"token":["a",',
    '"token":[',
    'cookie:',
    'Bearer ',
    '\\"',
    '?token=',
    '"token"',
    ' ',
    '//a@',
  ])('reads a megabyte of %s in one go', (piece) => {
    const lead = ['', '//', '?', '"token":"', '"token":["a"', '%2F%2F', 'Bearer '];
    for (const start of lead) {
      const text = start + piece.repeat(Math.ceil(1_000_000 / piece.length));
      expect(redact(text).length).toBeGreaterThan(0);
    }
  });
});
