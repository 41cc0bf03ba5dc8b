/**
 * Looks through HTML before anybody builds a tree of it: nesting of a few hundred elements already
 * overflows the stack of parsers or keeps them busy for minutes. The
 * same pass finds what a page says about its own address. Against what a browser reads differently
 * all the same, the child process that builds the tree has its limits of time and memory.
 */
import { Parser, Tokenizer, type TokenizerCallbacks } from 'htmlparser2';
import type { Warning } from './article.ts';
import { warning } from './codes.ts';
import { PermanentError } from './errors.ts';
import { OpenElements } from './html-nesting.ts';

/** Of a dropped file or fetched page, in bytes; of decoded HTML, in UTF-16 units. */
export const MAX_SOURCE_BYTES = 10 * 1024 ** 2;
/** The deepest page of the million most visited nests 26 deep (jsoup's author); browsers stop at 512. */
export const MAX_DEPTH = 256;
export const MAX_ELEMENTS = 250_000;
export const MAX_ATTRIBUTES = 256;

/** Browsers write where they saved a page from into its first comment. */
const MAX_COMMENT = 5_000;

export interface GuardedHtml {
  /** Without surplus attributes; otherwise as it was, but for marks that parsers read differently. */
  html: string;
  /** Whether it is a whole page: it has `<!doctype html>`, `<html>`, `<head>` or `<body>`, or begins with what stands in a head. */
  isPage: boolean;
  /** As written in the page, null where it does not say. */
  canonical: string | null;
  ogUrl: string | null;
  /** `<!-- saved from url=(0027)https://… -->`, by Internet Explorer and Chromium. */
  savedFrom: string | null;
  /** The ` url: …` line of the comment that SingleFile writes. */
  singleFile: string | null;
  warnings: Warning[];
}

/** Throws a PermanentError E_TOO_LARGE, E_HTML_DEPTH or E_HTML_NODES. */
export function guardHtml(html: string): GuardedHtml {
  if (html.length > MAX_SOURCE_BYTES) throw new PermanentError('E_TOO_LARGE');
  const walk = new Walk(withoutAmbiguity(html));
  const tokenizer = new Tokenizer({ decodeEntities: false }, walk);
  tokenizer.write(walk.html);
  tokenizer.end();
  return walk.result();
}

/** A browser ends a comment at `--!>` and knows no CDATA in HTML; the tokenizer would hide what follows. */
function withoutAmbiguity(html: string): string {
  const plain = html.includes('<![CDATA[') ? html.replace(/<!\[CDATA\[|\]\]>/g, ' ') : html;
  return plain.replaceAll('--!>', '-->');
}

const FRAME = new Set(['html', 'head', 'body']);
const HEAD = new Set(['title', 'meta', 'link', 'base']);
const CLAIMING = new Set(['meta', 'link']);
/** The tokenizer takes what they hold for text, a browser does so outside of `UNLIKE_HTML` only. */
const RAW = new Set(['script', 'style', 'title', 'textarea', 'xmp']);
const UNLIKE_HTML = new Set(['svg', 'math', 'select']);

class Walk implements TokenizerCallbacks {
  readonly html: string;
  readonly #open = new OpenElements();
  readonly #claims = { canonical: null, ogUrl: null, savedFrom: null, singleFile: null } as Record<
    'canonical' | 'ogUrl' | 'savedFrom' | 'singleFile',
    string | null
  >;
  readonly #kept: string[] = [];
  #keptUpTo = 0;
  #isPage = false;
  #isFirst = true;
  #name = '';
  #tagStart = 0;
  #attributes = 0;
  #surplusStart = -1;

  constructor(html: string) {
    this.html = html;
  }

  result(): GuardedHtml {
    const cut = this.#kept.length > 0;
    return {
      html: cut ? this.#kept.join('') + this.html.slice(this.#keptUpTo) : this.html,
      isPage: this.#isPage,
      ...this.#claims,
      warnings: cut ? [warning('W_ATTRIBUTES')] : [],
    };
  }

  onopentagname(start: number, end: number): void {
    this.#name = this.html.slice(start, end).toLowerCase();
    this.#tagStart = start - 1;
    this.#attributes = 0;
    this.#surplusStart = -1;
  }

  onattribname(start: number): void {
    this.#attributes += 1;
    if (this.#attributes === MAX_ATTRIBUTES + 1) this.#surplusStart = start;
  }

  onopentagend(end: number): void {
    this.#onTag(end, false);
  }

  onselfclosingtag(end: number): void {
    this.#onTag(end, true);
  }

  onclosetag(start: number, end: number): void {
    const name = this.html.slice(start, end).toLowerCase().split('/', 1)[0] ?? '';
    this.#open.end(name);
    this.#name = '';
    this.#check(0);
  }

  ontext(start: number, end: number): void {
    if (!RAW.has(this.#name) || (this.#name === 'script' && !this.#open.has(UNLIKE_HTML))) return;
    // Where a browser reads tags in here, they may all nest.
    this.#check(this.html.slice(start, end).match(/<[a-z]/gi)?.length ?? 0);
  }

  oncomment(start: number, end: number): void {
    if (end - start > MAX_COMMENT) return;
    const text = this.html.slice(start, end);
    this.#claims.savedFrom ??= /saved from url=\(\d+\)(\S+)/.exec(text)?.[1] ?? null;
    if (text.includes('SingleFile')) {
      this.#claims.singleFile ??= /^[ \t]*url:[ \t]*(\S+)/m.exec(text)?.[1] ?? null;
    }
  }

  ondeclaration(start: number, end: number): void {
    if (/^doctype\s+html\b/i.test(this.html.slice(start, Math.min(end, start + 40))))
      this.#isPage = true;
  }

  oncdata(): void {}
  onattribdata(): void {}
  onattribentity(): void {}
  onattribend(): void {}
  onprocessinginstruction(): void {}
  ontextentity(): void {}
  onend(): void {}

  #onTag(end: number, selfClosing: boolean): void {
    const name = this.#name;
    if (FRAME.has(name) || (this.#isFirst && HEAD.has(name))) this.#isPage = true;
    this.#isFirst = false;
    if (CLAIMING.has(name)) this.#readClaim(end);
    if (this.#surplusStart >= 0) this.#cut(this.#surplusStart, selfClosing ? end - 1 : end);
    const tag = this.html.slice(this.#tagStart, end);
    this.#open.start(name, tag, selfClosing);
    this.#check(0);
  }

  #check(hidden: number): void {
    if (this.#open.depth + hidden > MAX_DEPTH) {
      throw new PermanentError(
        'E_HTML_DEPTH',
        `The page nests elements more than ${MAX_DEPTH} deep.`,
      );
    }
    if (this.#open.count > MAX_ELEMENTS) {
      throw new PermanentError('E_HTML_NODES', `The page has more than ${MAX_ELEMENTS} elements.`);
    }
  }

  #cut(from: number, to: number): void {
    this.#kept.push(this.html.slice(this.#keptUpTo, from));
    this.#keptUpTo = to;
  }

  #readClaim(end: number): void {
    const attributes = attributesOf(this.html.slice(this.#tagStart, end + 1));
    const rel = attributes.rel?.toLowerCase().split(/\s+/) ?? [];
    const property = (attributes.property ?? attributes.name)?.toLowerCase();
    if (rel.includes('canonical')) this.#claims.canonical ??= attributes.href?.trim() ?? null;
    if (property === 'og:url') this.#claims.ogUrl ??= attributes.content?.trim() ?? null;
  }
}

/** Of one tag, entities decoded. */
function attributesOf(tag: string): Record<string, string> {
  let found: Record<string, string> = {};
  const parser = new Parser({ onopentag: (_, attributes) => (found = attributes) });
  parser.end(tag);
  return found;
}
