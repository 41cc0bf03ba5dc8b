/** The guard of addresses and the identity of articles, over what nobody would write down as a table. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAddress, isPublicAddress, WEB_PORTS } from '../../shared/address.ts';
import { articleId, canonicalUrl } from '../../workers/ingest/canonical.ts';

const rules = { allowHosts: new Set<string>(), ports: new Set(WEB_PORTS) };

/** IANA's registry of special-purpose IPv4 addresses, by hand: first address and length of the prefix. */
const SPECIAL: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 29],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

const special = fc
  .tuple(fc.constantFrom(...SPECIAL), fc.nat(2 ** 32 - 1))
  .map(([[first, length], any]) => {
    const free = 2 ** (32 - length);
    return numberOf(first) + (any % free);
  });

/** All ways to write one IPv4 address that a URL parser or a resolver understands. */
const spelling = fc.constantFrom<(address: number) => string>(
  dotted,
  (n) => String(n),
  (n) => `0x${n.toString(16)}`,
  (n) => `0${n.toString(8)}`,
  (n) =>
    parts(n)
      .map((part) => `0x${part.toString(16)}`)
      .join('.'),
  (n) =>
    parts(n)
      .map((part) => `0${part.toString(8).padStart(3, '0')}`)
      .join('.'),
  (n) => `${Math.floor(n / 2 ** 24)}.${n % 2 ** 24}`,
  (n) => `${dotted(n)}.`,
  // Full-width digits and the ideographic full stop, which a URL parser maps to those of ASCII.
  (n) => dotted(n).replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  (n) => dotted(n).replaceAll('.', '。'),
  (n) => `[::ffff:${dotted(n)}]`,
  (n) => `[::ffff:${groups(n)}]`,
  (n) => `[0:0:0:0:0:ffff:${groups(n)}]`,
  (n) => `[64:ff9b::${groups(n)}]`,
  (n) => `[2002:${groups(n)}::1]`,
  (n) => `[::${groups(n)}]`,
);

describe('the guard of addresses', () => {
  it('refuses what is no public address, however it is spelt', () => {
    fc.assert(
      fc.property(special, spelling, fc.webPath(), (address, spell, path) => {
        const url = `http://${spell(address)}${path}`;
        expect(() => checkAddress(url, rules), url).toThrow(/private|not a web address|public/i);
      }),
      { numRuns: 3_000 },
    );
  });

  it('refuses it as the answer of a resolver', () => {
    fc.assert(
      fc.property(special, (address) => {
        expect(isPublicAddress(dotted(address))).toBe(false);
        expect(isPublicAddress(`::ffff:${dotted(address)}`)).toBe(false);
      }),
      { numRuns: 3_000 },
    );
  });

  it('refuses every IPv6 address outside of 2000::/3', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    const outside = fc
      .tuple(
        group.filter((first) => first >> 13 !== 1),
        fc.array(group, { minLength: 7, maxLength: 7 }),
      )
      .map(([first, rest]) => [first, ...rest].map((one) => one.toString(16)).join(':'));
    fc.assert(
      fc.property(outside, (address) => {
        expect(isPublicAddress(address)).toBe(false);
      }),
    );
  });

  it('lets public addresses and names pass, and says the same of what it gave', () => {
    const isSpecial = (n: number) =>
      SPECIAL.some(
        ([first, length]) =>
          Math.floor(n / 2 ** (32 - length)) === Math.floor(numberOf(first) / 2 ** (32 - length)),
      );
    // These few are special too, and are no network: relays, and one of a cloud.
    const odd =
      /^(192\.88\.99\.|192\.31\.196\.|192\.52\.193\.|192\.175\.48\.|192\.0\.0\.|168\.63\.129\.16)/;
    const open = fc.nat(2 ** 32 - 1).filter((n) => !isSpecial(n) && !odd.test(dotted(n)));
    const host = fc.oneof(open.map(dotted), fc.domain());
    fc.assert(
      fc.property(host, fc.constantFrom('http', 'https'), fc.webPath(), (name, scheme, path) => {
        const checked = checkAddress(`${scheme}://${name}${path}`, rules);
        expect(checkAddress(checked.href, rules).href).toBe(checked.href);
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives an answer to any text: an address, or a refusal with a code', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string().map((text) => `http://${text}`),
        ),
        (text) => {
          try {
            expect(['http:', 'https:']).toContain(checkAddress(text, rules).protocol);
          } catch (error) {
            expect(error).toMatchObject({
              name: 'PermanentError',
              code: expect.stringMatching(/^E_URL_/),
            });
          }
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

describe('who an article is', () => {
  const url = fc.webUrl({ withQueryParameters: true });
  const id = (given: string) => articleId(canonicalUrl(given) ?? given);

  it('does not depend on where its reader came from', () => {
    const tracking = fc.constantFrom(
      'utm_source=x',
      'fbclid=1',
      'gclid=2',
      'spm=a.b',
      'UTM_CAMPAIGN=z',
    );
    fc.assert(
      fc.property(url, tracking, fc.string(), (given, mark, fragment) => {
        const marked = `${given}${given.includes('?') ? '&' : '?'}${mark}#${encodeURIComponent(fragment)}`;
        expect(id(marked)).toBe(id(given));
        expect(id(given.replace(/^https:/, 'http:'))).toBe(id(given));
      }),
    );
  });

  it('is another for another path or another parameter', () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,12}$/);
    fc.assert(
      fc.property(word, word, word, (host, one, other) => {
        fc.pre(one !== other);
        const at = (path: string) => `https://${host}.test/${path}`;
        expect(id(at(one))).not.toBe(id(at(other)));
        expect(id(at(`a?id=${one}`))).not.toBe(id(at(`a?id=${other}`)));
      }),
    );
  });

  it('has the form that the archive relies on', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(articleId(text)).toMatch(/^a[0-9a-f]{20}$/);
      }),
    );
  });
});

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function parts(n: number): number[] {
  return [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256);
}

function dotted(n: number): string {
  return parts(n).join('.');
}

function groups(n: number): string {
  return `${Math.floor(n / 65_536).toString(16)}:${(n % 65_536).toString(16)}`;
}
