/**
 * Picture proxies and what they stand in front of. The original comes first:
 * it is larger and names its publisher; the proxy may still have it when the
 * publisher has not.
 */

/** The address a proxy's address carries, or null. */
type Rule = (url: URL) => string | null;

const rules: Rule[] = [
  weserv,
  // Photon of WordPress.com: https://i0.wp.com/HOST/PATH?resize=…
  (url) =>
    /^i\d\.wp\.com$/.test(url.hostname) ? `https:/${url.pathname}${photonQuery(url)}` : null,
  // Wayback Machine and its mirrors: /web/20200701000000im_/https://…
  (url) =>
    /^\/web\/\d{4,14}(?:[a-z]{2}_)?\/(https?:\/\/?.+)$/.exec(url.pathname + url.search)?.[1] ??
    null,
  // Next.js: /_next/image?url=…&w=…
  (url) => (url.pathname.endsWith('/_next/image') ? url.searchParams.get('url') : null),
  // Cloudinary, also as Substack uses it: /image/fetch/OPTIONS/https%3A%2F%2F…
  (url) => decodedTail(/\/image\/fetch\/(?:[^/]+\/)*(https?(?:%3A|:).+)$/i.exec(url.pathname)?.[1]),
];

/**
 * A picture's address and those it is a copy of, best first. Thumbor
 * (`/unsafe/1340x754/https://…`) is the exception: the original in it is often
 * not served, so what was asked for comes first.
 */
export function originsFirst(address: string): string[] {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null) return [address];
  const inner = rules.map((rule) => rule(url)).find((found) => found !== null);
  const origin = inner ? absolute(inner) : null;
  if (origin && origin !== address) return [...originsFirst(origin), address];
  const source = absolute(/\/unsafe\/[^/]+\/(https?:\/\/?.+)$/.exec(address)?.[1] ?? '');
  return source ? [address, source] : [address];
}

/** weserv's own settings behind an address that has no query of its own. */
const WESERV_SETTINGS = /(?:&(?:w|h|dpr|fit|a|q|l|n|we|il|output|maxage|default|trim|bg)=[^&]*)+$/;

/** images.weserv.nl, wsrv.nl: `?url=HOST/PATH`, mostly unescaped and without a scheme. */
function weserv({ hostname, search }: URL): string | null {
  if (!/(?:^|\.)(?:weserv|wsrv)\.nl$/.test(hostname)) return null;
  const inner = /(?:^\?|&)url=(.+)$/s.exec(search)?.[1];
  if (inner === undefined) return null;
  const target = /^(?:https?%3A|[^?&]*%2F)/i.test(inner)
    ? (decodedTail(inner.split('&')[0]) ?? inner)
    : inner.includes('?')
      ? inner
      : inner.replace(WESERV_SETTINGS, '');
  if (/^https?:\/\//i.test(target)) return target;
  return `https://${target.replace(/^(?:ssl:|\/\/)+/, '')}`;
}

/** Photon's own settings go; `?ssl=1` and the sizes are not the publisher's. */
function photonQuery({ searchParams }: URL): string {
  const query = searchParams.get('q');
  return query === null ? '' : `?${query}`;
}

function decodedTail(tail: string | undefined): string | null {
  if (tail === undefined) return null;
  try {
    return decodeURIComponent(tail);
  } catch {
    return null;
  }
}

function absolute(address: string): string | null {
  const mended = address.replace(/^(https?:)\/(?!\/)/, '$1//');
  if (!/^https?:\/\//.test(mended) || !URL.canParse(mended)) return null;
  const url = new URL(mended);
  return url.hostname.includes('.') ? url.href : null;
}
