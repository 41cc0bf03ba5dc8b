/**
 * Who an article is. Two addresses of one article must become the same, and two articles must
 * never become one: so only that goes from an address which is known not to choose the text.
 * The path is never decoded: some outlets' paths hold a bare `%`.
 */
import { createHash } from 'node:crypto';

interface Tracking {
  name: RegExp;
  /** Only on this host and below it. */
  host?: string;
}

/** Query parameters that say where a reader came from, by who invented them. */
const TRACKING: Tracking[] = [
  { name: /^utm_\w+$/ },
  // Advertising click ids: Facebook, Google, Microsoft, Yandex, Twitter, TikTok, LinkedIn.
  { name: /^(?:fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|li_fat_id)$/ },
  // Google Analytics across sites.
  { name: /^(?:_ga|_gl)$/ },
  // Newsletters: Mailchimp, HubSpot, Marketo, Omeda, Vero.
  { name: /^(?:mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|oly_anon_id|oly_enc_id|vero_id|vero_conv)$/ },
  // Share buttons: Instagram, Twitter, WeChat, Alibaba.
  { name: /^(?:igshid|igsh|ref_src|ref_url|isappinstalled|spm)$/ },
  { name: /^at_(?:medium|campaign|custom\d|link_\w+|format|ptr_name|bbc_team)$/ },
  // Feeds and campaigns of single sites.
  { name: /^source$/, host: 'medium.com' },
  { name: /^maca$/, host: 'dw.com' },
  { name: /^(?:smid|smtyp|emc|partner)$/, host: 'nytimes.com' },
  { name: /^(?:feedtype|feedname|rpc)$/, host: 'reuters.com' },
  // The whole text on one page instead of several: the same article.
  { name: /^full$/, host: 'ft.com' },
  { name: /^full$/, host: 'ftchinese.com' },
];

/** The form of an address by which articles are told apart; null where it is no http(s) address. */
export function canonicalUrl(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host, hostname, pathname, search } = new URL(url);
  if ((protocol !== 'http:' && protocol !== 'https:') || hostname === '') return null;
  // Not after a colon: web archives carry a whole address in their path.
  const path = pathname.replace(/(?<!:)\/{2,}/g, '/');
  const canonical = `https://${host}${upperCaseEscapes(path + withoutTracking(search, hostname))}`;
  return URL.canParse(canonical) ? new URL(canonical).href : null;
}

/** `a` + 20 hex digits of SHA-256 of the canonical URL, or of the body where there is no URL. */
export function articleId(subject: string): string {
  return `a${createHash('sha256').update(subject).digest('hex').slice(0, 20)}`;
}

/** The first 12 of the 64 hex digits of the source's SHA-256. */
export function versionKey(sha256: string): string {
  return sha256.slice(0, 12);
}

function withoutTracking(search: string, hostname: string): string {
  const kept = search
    .slice(1)
    .split('&')
    .filter((parameter) => parameter !== '' && !tracks(parameter.split('=', 1)[0] ?? '', hostname));
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}

function tracks(parameter: string, hostname: string): boolean {
  return TRACKING.some(
    ({ name, host }) =>
      name.test(parameter.toLowerCase()) &&
      (host === undefined || hostname === host || hostname.endsWith(`.${host}`)),
  );
}

/** RFC 3986, 6.2.2.1: `%e5` and `%E5` are the same octet. */
function upperCaseEscapes(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (octet) => octet.toUpperCase());
}
