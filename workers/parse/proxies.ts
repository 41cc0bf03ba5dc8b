/**
 * Picture proxies and what they stand in front of. The original comes first:
 * it is larger and names its publisher; the proxy may still have it when the
 * publisher has not. Seen in saved pages: weserv, Photon, Cloudinary, thumbor; the
 * other shapes are from general knowledge and were not tried against the services.
 */

/** The address a proxy's address carries; nothing where it is none of this proxy's. */
type Rule = (url: URL) => string | null | undefined;

const rules: Rule[] = [
  weserv,
  // Photon of WordPress.com: i0.wp.com/HOST/PATH?resize=…
  (url) =>
    /^i\d\.wp\.com$/.test(url.hostname) ? `https:/${url.pathname}${photonQuery(url)}` : null,
  // Wayback Machine and its mirrors: /web/20200701000000im_/https://…
  ({ pathname, search }) =>
    /^\/web\/\d{4,14}(?:[a-z]{2}_)?\/(https?:\/\/?.+)$/.exec(pathname + search)?.[1],
  // Parameters of Next.js, Vercel, Google, DuckDuckGo, Facebook, Pixnet
  ({ hostname, pathname, searchParams }) =>
    /\/_next\/image$|\/_vercel\/image$|\/gadgets\/proxy$|\/safe_image\.php$/.test(pathname) ||
    /^(?:external-content|proxy)\.duckduckgo\.com$|^imageproxy\.pimg\.tw$/.test(hostname)
      ? (searchParams.get('url') ?? searchParams.get('u'))
      : null,
  // Google’s cache of pictures: *.googleusercontent.com/proxy/…#https://…
  ({ hostname, hash }) =>
    hostname.endsWith('.googleusercontent.com') && /^#https?:/.test(hash) ? hash.slice(1) : null,
  // Yahoo: s.yimg.com/ny/api/res/1.2/TOKEN/SETTINGS/https://….cf.webp
  ({ hostname, pathname }) =>
    hostname.endsWith('.yimg.com')
      ? decodedTail(
          /\/api\/res\/1\.2\/.*?\/(https?(?::|%3A).+?)(?:\.cf\.\w+)?$/i.exec(pathname)?.[1],
        )
      : null,
  // Cloudinary, also as Substack uses it: /image/fetch/SETTINGS/https%3A%2F%2F…
  ({ pathname }) =>
    decodedTail(/\/image\/fetch\/(?:[^/]+\/)*?(https?(?:%3A|:).+)$/i.exec(pathname)?.[1]),
  // Cloudflare: /cdn-cgi/image/SETTINGS/https://… or /PATH of the same host
  ({ origin, pathname }) => {
    const inner = /^\/cdn-cgi\/image\/[^/]+\/(.+)$/.exec(pathname)?.[1];
    return inner && (/^https?:/.test(inner) ? inner : `${origin}/${inner}`);
  },
  // imgproxy: /SIGNATURE/SETTINGS/plain/https://…@webp, or in base64
  ({ pathname }) =>
    decodedTail(/\/plain\/(https?(?:%3A|:).+?)(?:@[a-z]{3,5})?$/i.exec(pathname)?.[1]) ??
    fromBase64(
      /^\/[^/]+\/(?:[^/]+:[^/]*\/)*(aHR0c[\w/-]+)={0,2}(?:\.\w{3,5})?$/.exec(pathname)?.[1],
    ),
  // Statically: cdn.statically.io/img/HOST/f=auto,w=600/PATH
  ({ hostname, pathname }) => {
    const [, host, path] = /^\/img\/([^/]+\.[^/]+)\/(?:[a-z]+=[^/]*\/)?(.+)$/.exec(pathname) ?? [];
    return hostname === 'cdn.statically.io' && host ? `https://${host}/${path}` : null;
  },
  // Any other that carries the whole address behind a path of its own
  ({ pathname, search }) =>
    decodedTail(
      /\/(?:img-?|image-?|pic-?|cors-?)?proxy\/(?:[^/]+\/)?(https?(?::|%3A).+)$/i.exec(
        pathname + search,
      )?.[1],
    ),
];

/**
 * A picture's address and those it is a copy of, best first. Thumbor
 * (`/unsafe/1340x754/https://…`) is the exception: the original in it is often
 * not served, so what was asked for comes first.
 */
export function originsFirst(address: string): string[] {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null) return [address];
  const inner = rules.map((rule) => rule(url)).find((found) => found);
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

/** Base64 for URLs; slashes only break it into shorter pieces. */
function fromBase64(encoded: string | undefined): string | null {
  return encoded ? Buffer.from(encoded.replaceAll('/', ''), 'base64url').toString() : null;
}

function absolute(address: string): string | null {
  const mended = address.replace(/^(https?:)\/(?!\/)/, '$1//');
  if (!/^https?:\/\//.test(mended) || !URL.canParse(mended)) return null;
  const url = new URL(mended);
  return url.hostname.includes('.') ? url.href : null;
}
