import { describe, expect, it } from 'vitest';
import { checkAddress, isPublicAddress } from '../../shared/address.ts';

const rules = { allowHosts: new Set(['127.0.0.1:4300']), ports: new Set([80, 443, 8080, 8443]) };
const check = (text: string) => checkAddress(text, rules).href;

describe('checkAddress', () => {
  it.each([
    ['HTTP://Example.ORG', 'http://example.org/'],
    ['https://例え.jp/新闻?页=1#top', 'https://xn--r8jz45g.jp/%E6%96%B0%E9%97%BB?%E9%A1%B5=1#top'],
    ['http://example.org:8080/', 'http://example.org:8080/'],
    ['http://8.8.8.8/', 'http://8.8.8.8/'],
    ['http://127.0.0.1:4300/cat.png', 'http://127.0.0.1:4300/cat.png'],
  ])('lets %s pass as %s (row 59: names are shown as punycode)', (text, href) => {
    expect(check(text)).toBe(href);
  });

  it.each([
    ['not a web address', 'E_URL_INVALID'],
    ['/relative.png', 'E_URL_INVALID'],
    ['http://', 'E_URL_INVALID'],
    [`http://${'a'.repeat(60)}.${'b'.repeat(3_000)}.test/`, 'E_URL_INVALID'],
    ['http://user:secret@example.org/', 'E_URL_CREDENTIALS'],
    ['http://user@example.org/', 'E_URL_CREDENTIALS'],
    ['http://example.org:22/', 'E_URL_PORT'],
    ['http://example.org:6379/', 'E_URL_PORT'],
    ['http://127.0.0.1:4301/', 'E_URL_PRIVATE'],
  ])('refuses %.60s with %s (row 59)', (text, code) => {
    expect(() => check(text)).toThrow(expect.objectContaining({ code }));
  });

  it.each(['file:///etc/passwd', 'ftp://a.test/', 'gopher://a.test/', 'javascript:alert(1)'])(
    'refuses the scheme of %s (row 55)',
    (text) => {
      expect(() => check(text)).toThrow(expect.objectContaining({ code: 'E_URL_SCHEME' }));
    },
  );

  it('does not repeat a password in its message', () => {
    expect(() => check('http://user:secret@example.org/')).not.toThrow(/secret/);
  });
});

describe('isPublicAddress', () => {
  it.each(['8.8.8.8', '1.1.1.1', '2606:4700::1111', '::ffff:8.8.8.8', '2001:4860:4860::8888'])(
    'takes %s for public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ['this machine', '127.0.0.1'],
    ['this machine', '127.255.0.1'],
    ['this machine', '::1'],
    ['this machine', '0.0.0.0'],
    ['this machine', '::'],
    ['this machine, mapped', '::ffff:127.0.0.1'],
    ['this machine, compatible', '::127.0.0.1'],
    ['private, mapped', '::ffff:10.0.0.1'],
    ['private', '10.1.2.3'],
    ['private', '172.16.0.1'],
    ['private', '192.168.1.1'],
    ['link-local, cloud metadata', '169.254.169.254'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['carrier-grade NAT, cloud metadata', '100.100.100.200'],
    ['Azure wire server', '168.63.129.16'],
    ['Azure wire server, mapped', '::ffff:168.63.129.16'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['documentation', '192.0.2.1'],
    ['benchmarks', '198.18.0.1'],
    ['unique local', 'fd00:ec2::254'],
    ['link-local', 'fe80::1'],
    ['site-local', 'fec0::1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['NAT64, local use', '64:ff9b:1::7f00:1'],
    ['6to4', '2002:7f00:1::'],
    ['Teredo', '2001:0:7f00:1::'],
    ['ISATAP', '2606:4700::5efe:7f00:1'],
    ['ISATAP', '2606:4700::200:5efe:7f00:1'],
    ['documentation', '2001:db8::1'],
    ['outside 2000::/3', '4000::1'],
    ['no address', 'localhost'],
    ['no address', ''],
  ])('takes %s (%s) for private (row 56)', (_, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
