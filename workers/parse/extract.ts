/**
 * The article's text out of a whole page: Readability, because it alone is safe on Chinese pages
 * (extraction.md 4). cheerio reads the page first, so that the tree is the one of the HTML
 * standard: linkedom builds another one of broken markup, and takes `<template>` for text.
 */
import { Readability } from '@mozilla/readability';
import { type CheerioAPI, load } from 'cheerio';
import { parseHTML } from 'linkedom';
import { PermanentError } from '../../shared/errors.ts';

export interface MainText {
  /** A fragment, its links absolute where an address is known. Not cleaned. */
  html: string;
  title: string | null;
}

/** What is no text in any page, or is taken for text by linkedom. */
const NO_TEXT = 'script:not([type^="math/"]), style, template, svg, link, base';

/** Readability's own: half of our Chinese articles are shorter, and its retries do them no harm (extraction.md 4.3). */
const CHAR_THRESHOLD = 500;

/**
 * Elements and pieces of text above which Readability is not tried, because it walks the tree again
 * and again: 40,000 took 4 s. The largest of 310 news pages that were measured has 2,478 elements.
 */
const MAX_NODES = 40_000;

/** Where the text is when Readability finds none, the most telling first. */
const PLACES = ['[itemprop~="articleBody"]', 'article', 'main, [role="main"]', 'body'];

/** `url` is the page's address. Throws a PermanentError E_NO_CONTENT where there is no text at all. */
export function extractMain(html: string, url: string | null): MainText {
  const $ = load(html, { scriptingEnabled: false });
  const base = baseOf($, url);
  $(NO_TEXT).remove();
  dropSpareNoscript($);
  if (base) $('head').prepend($('<base>').attr('href', base));
  const found = readable($) ?? firstPlace($, base);
  if (!found) throw new PermanentError('E_NO_CONTENT');
  return found;
}

/** The address that relative links start from; null where none is known. */
function baseOf($: CheerioAPI, url: string | null): string | null {
  const own = $('base[href]').first().attr('href') ?? '';
  if (url && URL.canParse(url)) return URL.canParse(own, url) ? new URL(own, url).href : url;
  return /^https?:/i.test(own) && URL.canParse(own) ? own : null;
}

/** The twins of lazy pictures stay: Readability, and the cleaning behind it, put them in their places. */
function dropSpareNoscript($: CheerioAPI): void {
  $('noscript')
    .filter((_, element) => $(element).find('img').length === 0)
    .remove();
}

function readable($: CheerioAPI): MainText | null {
  const html = $.html();
  // linkedom makes a node of its own of every character reference.
  if ($('*').length + html.split('&').length > MAX_NODES) return null;
  const { document } = parseHTML(html);
  try {
    const article = new Readability(document, {
      keepClasses: true,
      charThreshold: CHAR_THRESHOLD,
      serializer: inside,
    }).parse();
    if (!article?.content || !hasText(article.textContent)) return null;
    return { html: article.content, title: article.title || null };
  } catch {
    // It fails on a few odd trees (extraction.md 4.2); the text is still there.
    return null;
  }
}

/** Without the `<div id="readability-page-1">` that Readability wraps its find in. */
function inside(content: {
  innerHTML: string;
  firstElementChild: { innerHTML: string } | null;
}): string {
  return (content.firstElementChild ?? content).innerHTML;
}

function firstPlace($: CheerioAPI, base: string | null): MainText | null {
  $('nav, footer, form').remove();
  const place = PLACES.map((selector) => $(selector).first()).find((found) =>
    hasText(found.text()),
  );
  if (!place) return null;
  if (base) makeAbsolute($, base);
  return { html: place.html() ?? '', title: $('title').first().text().trim() || null };
}

function makeAbsolute($: CheerioAPI, base: string): void {
  for (const name of ['href', 'src', 'poster']) {
    $(`[${name}]`).attr(name, (_, value) =>
      URL.canParse(value, base) ? new URL(value, base).href : value,
    );
  }
}

function hasText(text: string | null | undefined): boolean {
  return /\S/.test(text ?? '');
}
