/**
 * Larger versions of a picture that its server makes on request: an address that
 * asks for 300 pixels often says how to ask for all of them. A guess that the
 * server refuses costs one request; the address that was given is tried after it.
 * The small forms are those of saved pages; that the large ones are served was not
 * tried against the servers.
 */

/** The address of a larger version, or null where the rule does not apply. */
type Rule = (url: URL) => string | null;

/** Parameters that only say how large; where anything is signed, none may be touched. */
const SIZES = /^(?:w|h|width|height|resize|fit|crop|maxwidth|maxheight|imwidth|x-oss-process)$/i;
/** Qiniu: the whole query is an instruction, `?imageView2/2/w/800`. */
const INSTRUCTIONS = /^\?(?:imageView2|imageMogr2|imageMogr)\//;
const SIGNED = /^(?:s|sig|sign|signature|token|hash|hmac|expires|policy|itok|x-amz-.*)$/i;

/** Ordered: the first that applies. Those that name a host are of that publisher's own servers. */
const rules: Rule[] = [
  // WordPress: a-300x155.gif
  renamed(/-\d{2,4}x\d{2,4}(?=\.\w{3,4}$)/, ''),
  // Drupal: /files/styles/large/public/a.jpg?itok=…
  (url) =>
    /\/files\/styles\/[^/]+\/public\//.test(url.pathname)
      ? url.origin + url.pathname.replace(/\/styles\/[^/]+\/public\//, '/')
      : null,
  // Plone: a.jpg/@@images/UUID.jpeg
  renamed(/\/@@images\/[^/]+$/, ''),
  // BBC: /news/640/…
  onHost(/^ichef\.bbci\.co\.uk$/, renamed(/^\/news\/(?:[2-8]\d\d)\//, '/news/976/')),
  // The New York Times: a-articleLarge.jpg
  onHost(
    /^static01\.nyt\.com$/,
    renamed(
      /-(?:articleLarge|articleInline|master\d+|popup|jumbo)(?=(?:-v\d+)?\.\w+$)/,
      '-superJumbo',
    ),
  ),
  // RFI: /w:310/p:16x9/…
  onHost(/^s\.(?:rfi\.fr|france24\.com)$/, renamed(/\/w:\d+(?=\/)/, '')),
  // VOA and its sisters: ID_cx0_cy4_cw0_r1_s_w900.jpg
  onHost(/^gdb\.(?:voanews|rferl)\.\w+$/, renamed(/(?:_\w+)?_w\d+(?:_\w+)?(?=\.\w+$)/, '')),
  // Parameters of a size
  withoutSizes,
];

/** The address itself, after a larger version of it where one is known. */
export function largestFirst(address: string): string[] {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url?.protocol.startsWith('http')) return [address];
  const larger = rules.map((rule) => rule(url)).find((found) => found !== null);
  return larger && larger !== address ? [larger, address] : [address];
}

function renamed(part: RegExp, by: string): Rule {
  return ({ origin, pathname, search }) =>
    part.test(pathname) ? origin + pathname.replace(part, by) + search : null;
}

function onHost(host: RegExp, larger: Rule): Rule {
  return (url) => (host.test(url.hostname) ? larger(url) : null);
}

function withoutSizes({ origin, pathname, search, searchParams }: URL): string | null {
  if (INSTRUCTIONS.test(search)) return origin + pathname;
  const names = [...searchParams.keys()];
  if (!names.some((name) => SIZES.test(name)) || names.some((name) => SIGNED.test(name))) {
    return null;
  }
  // As it was written: a server may care for the order and the way of escaping.
  const kept = search
    .slice(1)
    .split('&')
    .filter((pair) => !SIZES.test(pair.split('=')[0] ?? ''));
  return origin + pathname + (kept.length > 0 ? `?${kept.join('&')}` : '');
}
