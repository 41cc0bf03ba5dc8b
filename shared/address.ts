/**
 * Which addresses may be fetched. A file of unknown origin names them, so whatever is not clearly
 * a public web server is refused: scheme, port, credentials and, twice, the IP address: here when
 * the URL names one itself, and in shared/download/dial.ts for every answer of the resolver.
 */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { PermanentError } from './errors.ts';

/** RFC 1035, 2.3.4, as text. */
const MAX_HOST = 253;

/** IPv4 addresses that ipaddr.js takes for public and that are not: Azure's wire server. */
const DENIED_IPV4 = new Set(['168.63.129.16']);

const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** Where web servers are, of those nobody has vouched for. */
export const WEB_PORTS = [80, 443, 8080, 8443];

export interface AddressRules {
  /** `host:port` pairs that may be private and on any port. */
  allowHosts: ReadonlySet<string>;
  /** Ports of everybody else. */
  ports: ReadonlySet<number>;
}

/**
 * The address in WHATWG form (all spellings of an IP address become one, names become punycode).
 * Throws a PermanentError E_URL_INVALID, _SCHEME, _CREDENTIALS, _PRIVATE or _PORT.
 * `base` is where a redirect came from.
 */
export function checkAddress(text: string, rules: AddressRules, base?: URL): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base) : null;
  if (!url) throw new PermanentError('E_URL_INVALID', `This is not a web address: ${brief(text)}`);
  if (!['http:', 'https:'].includes(url.protocol)) {
    const scheme = url.protocol.slice(0, -1);
    throw new PermanentError('E_URL_SCHEME', `Only http and https are fetched, not ${scheme}.`);
  }
  if (url.username || url.password) {
    throw new PermanentError('E_URL_CREDENTIALS');
  }
  if (url.hostname.length > MAX_HOST) {
    throw new PermanentError(
      'E_URL_INVALID',
      `No server has a name of ${url.hostname.length} characters.`,
    );
  }
  if (isAllowed(url.hostname, portOf(url), rules)) return url;
  const address = literalAddress(url.hostname);
  if (address && !isPublicAddress(address)) throw privateAddress(url.hostname, address);
  if (!rules.ports.has(portOf(url))) {
    throw new PermanentError(
      'E_URL_PORT',
      `Web pages do not use port ${portOf(url)}: ${brief(url.href)}`,
    );
  }
  return url;
}

/** Whether the user has vouched for this server. `hostname` as in a URL: lower case, IPv6 in brackets. */
export function isAllowed(hostname: string, port: number, rules: AddressRules): boolean {
  return rules.allowHosts.has(`${hostname}:${port}`);
}

/** The IP address that a URL's host is, without brackets; null where it is a name. */
export function literalAddress(hostname: string): string | null {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(bare) ? bare : null;
}

/** Whether an IP address belongs to the public internet; what is no IP address does not. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address); // unwraps ::ffff:a.b.c.d
  if (parsed.range() !== 'unicast') return false;
  if (parsed.kind() === 'ipv4') return !DENIED_IPV4.has(parsed.toString());
  const { parts } = parsed as ipaddr.IPv6;
  return parsed.match(GLOBAL_UNICAST) && !isIsatap(parts);
}

export function privateAddress(host: string, address: string): PermanentError {
  const where = host.includes(address) ? host : `${host} (${address})`;
  return new PermanentError('E_URL_PRIVATE', `The address leads to a private network: ${where}`);
}

export function portOf(url: URL): number {
  return Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
}

/** RFC 5214, 6.1: an IPv4 address hides behind the interface id 0000:5efe or 0200:5efe. */
function isIsatap(parts: number[]): boolean {
  return ((parts[4] ?? 0) & 0xfdff) === 0 && parts[5] === 0x5efe;
}

function brief(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
