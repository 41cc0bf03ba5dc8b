/**
 * Who published the article: our own outlet file, what the page or the post
 * calls its site, else only the host. The names also serve to tell an outlet
 * from a person, and a site's suffix from a title.
 */
import type { Description } from '../../shared/article.ts';
import { claims, type Found, factClaims, firstValid, type Source } from './claim.ts';
import { type Clues, factsOf, frontValues } from './clues.ts';
import { cut, plain } from './plain.ts';

const sources: Source[] = [
  ({ outlet }) => claims('outlet', 1, [outlet?.name]),
  factClaims('site'),
  (clues) => claims('front', 0.7, frontValues(clues, 'site', 'site_name', 'publisher')),
  (clues) =>
    claims(
      'feed',
      0.6,
      feedNames(clues).filter((name) => inHost(name, clues)),
    ),
];

export function findOutlet(clues: Clues): Found<Description['outlet']> | null {
  const name = firstValid(sources, clues, ({ value }) => cut(plain(value), 100) || null);
  const outlet = { name: name?.value ?? null, host: clues.host };
  if (name) return { ...name, value: outlet };
  return clues.host === null ? null : { value: outlet, rule: 'url', confidence: 0.5 };
}

/** Whether a text names the outlet itself: `《纽约时报》`, `RFI`, `nytimes.com`, `德国之声 中文网`. */
export function namesOutlet(clues: Clues, text: string): boolean {
  const name = simplified(text);
  return name !== '' && outletNames(clues).has(name);
}

function outletNames(clues: Clues): Set<string> {
  const { outlet, host } = clues;
  const sites = factsOf(clues, 'site').map(({ value }) => value);
  // `cn.nytimes.com` is called `nytimes.com` and `nytimes`, `news.bbc.co.uk` also `bbc`.
  const labels = (host ?? '').split('.');
  const hosts = labels.map((_, at) => labels.slice(at).join('.')).filter((h) => h.includes('.'));
  const words = labels.slice(0, -1).filter((label) => label.length > 2 && !GENERIC.has(label));
  const names = [outlet?.name ?? '', ...sites, ...hosts, ...words, ...feedNames(clues)];
  return new Set(names.map(simplified).filter((name) => name !== ''));
}

/** Feeds that were turned into posts carry their own name as the only tag and the only category. */
function feedNames(clues: Clues): string[] {
  const tags = frontValues(clues, 'tags');
  const categories = frontValues(clues, 'categories');
  return tags.length === 1 && categories.length === 1 && tags[0] === categories[0] ? tags : [];
}

function inHost(name: string, { host }: Clues): boolean {
  return host?.split('.').includes(name.toLowerCase()) ?? false;
}

const GENERIC = new Set(['com', 'org', 'net', 'www', 'news', 'blog', 'edu', 'gov']);

function simplified(name: string): string {
  return name
    .toLowerCase()
    .replace(/^www\./, '')
    .replace(/[\s《》「」"“”'‘’]/g, '')
    .replace(/(?:中文网|中文網|新闻网|新聞網|中文版|中文)$/, '');
}
