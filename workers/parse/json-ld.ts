/**
 * What a page says about its article in schema.org's terms, in `<script type="application/ld+json">`.
 * Pages of news sites hold several such blocks, most of them about something else, so only
 * articles count, or the page itself where no article is described.
 */
import type { CheerioAPI } from 'cheerio';

export type Thing = Record<string, unknown>;

export interface StructuredArticle {
  /** Descriptions of the same article, the first the page's own first. */
  things: Thing[];
  /** What an `@id` refers to. */
  byId: ReadonlyMap<string, Thing>;
  /** Blocks that were not used: no JSON, too large, too deep, or not innocent. */
  broken: number;
}

/** Characters. The structured data of an article is a few kB. */
const MAX_BLOCK = 1_000_000;
const MAX_DEPTH = 64;
const MAX_THINGS = 1_000;

/** `schema.org/NewsArticle` and its kin: all below Article, and postings. */
const ARTICLE = /(?:^|[/:])(?:\w*Article|Report|\w*Posting|Article)$/;
const PAGE = /(?:^|[/:])(?:WebPage|ItemPage|CreativeWork)$/;
/** Where pages hang the article into something else. */
const HOLDERS = ['@graph', 'mainEntity', 'mainEntityOfPage'];

export function structuredArticle($: CheerioAPI): StructuredArticle {
  const blocks = $('script[type*="ld+json" i]')
    .toArray()
    .map((element) => parseBlock($(element).text()));
  const all = blocks.flatMap((block) => thingsIn(block, 0)).slice(0, MAX_THINGS);
  const articles = all.filter((thing) => isOf(ARTICLE, thing));
  const candidates = articles.length > 0 ? articles : all.filter((thing) => isOf(PAGE, thing));
  // Others are teasers of other articles.
  const headline = candidates[0]?.headline;
  const things = candidates.filter((thing, at) => at === 0 || thing.headline === headline);
  return { things, byId: index(all), broken: blocks.filter((block) => block === undefined).length };
}

/** Text of a property: a string, a number, a thing's name or address, or a list of these. */
export function textsOf(value: unknown, { byId }: Pick<StructuredArticle, 'byId'>): string[] {
  return flat(value).flatMap((entry) => {
    if (typeof entry === 'string') return [entry];
    if (typeof entry === 'number') return [String(entry)];
    if (!isThing(entry)) return [];
    const thing = { ...byId.get(String(entry['@id'] ?? '')), ...entry };
    return flat(thing.name ?? thing.url ?? thing.contentUrl).filter(
      (text) => typeof text === 'string',
    );
  });
}

/** undefined where the block is not to be used. */
function parseBlock(text: string): unknown {
  // Nobody writes this key without meaning harm.
  if (text.length > MAX_BLOCK || text.includes('__proto__')) return undefined;
  if (text.trim() === '') return null;
  const json = bare(text);
  const value = parse(json) ?? parse(withoutControls(json));
  return value === undefined || depthExceeds(value, MAX_DEPTH) ? undefined : value;
}

/** Without the comment or CDATA section that hides scripts from very old browsers. */
function bare(text: string): string {
  const plain = text.replaceAll('<![CDATA[', ' ').replaceAll(']]>', ' ');
  return plain.slice(
    plain.search(/[[{]/),
    Math.max(plain.lastIndexOf('}'), plain.lastIndexOf(']')) + 1,
  );
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Line ends inside of strings are the most common mistake; outside of strings a space does as well. */
function withoutControls(json: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what JSON forbids in strings
  return json.replace(/[\u0000-\u001f]+/g, ' ');
}

function depthExceeds(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((part) => depthExceeds(part, most - 1));
}

function thingsIn(value: unknown, depth: number): Thing[] {
  if (depth > HOLDERS.length + 1) return [];
  return flat(value)
    .filter(isThing)
    .flatMap((thing) => [thing, ...HOLDERS.flatMap((key) => thingsIn(thing[key], depth + 1))]);
}

function index(things: Thing[]): Map<string, Thing> {
  const byId = new Map<string, Thing>();
  for (const thing of things) {
    const id = thing['@id'];
    // A mere reference must not hide what it refers to.
    if (typeof id === 'string' && Object.keys(thing).length > 1 && !byId.has(id))
      byId.set(id, thing);
  }
  return byId;
}

function isOf(type: RegExp, thing: Thing): boolean {
  return flat(thing['@type']).some((name) => typeof name === 'string' && type.test(name));
}

function isThing(value: unknown): value is Thing {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function flat(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}
