/**
 * An article as one plain XHTML page, for places that are not the archive: a chapter of a book, a
 * page in a web archive. Head, pictures and facts are those of the archive's own page; only where
 * the pictures lie is the caller's to say.
 */

import { html, raw } from 'hono/html';
import { articleFolder } from '../../shared/archive-layout.ts';

import type { ArticleRecord, Picture, Variant } from '../../shared/article.ts';
import { nodesOf, tree } from '../parse/draft.ts';
import { renderFacts } from '../publish/foot.ts';
import { renderHead } from '../publish/head.ts';
import type { PageView } from '../publish/page.ts';
import { pageLanguage, phrasesIn } from '../publish/phrases.ts';
import { renderPicture } from '../publish/picture.ts';
import { placedPictures, showPictures } from '../publish/picture-places.ts';
import { withoutForbidden, xhtmlOf } from './xhtml.ts';

export interface ReadingPage {
  record: ArticleRecord;
  body: string;
  /** Addresses of the pictures by their index; others are shown as missing. */
  sources: ReadonlyMap<number, string>;
  /** The element that brings the style. */
  style: string;
}

export const READING_STYLE = `body{line-height:1.6;overflow-wrap:break-word}
:lang(zh){line-height:1.8}
h1{line-height:1.3}
.meta,.by,.foot,figcaption,.caption,.missing{font-family:sans-serif;font-size:.85em}
.standfirst{font-size:1.1em}
figure{margin:1.5em 0}
img{max-width:100%;height:auto}
figcaption,.caption,.missing{display:block}
.missing{padding:1em;border:1px dashed}
blockquote{margin:1.4em 0;padding-left:1.2em;border-left:.2em solid}
td,th{border:1px solid;padding:.4em .6em;vertical-align:top}
.foot{margin-top:3em;border-top:1px solid}
.facts dd{overflow-wrap:anywhere}
`;

/** Pixels: as much as a screen in the hand can show. */
const MODERATE = 1_200;

/** `avif` is none of the picture types that every reader of EPUB 3.3 has to know. */
const KNOWN: Variant['format'][] = ['webp', 'jpeg', 'png', 'gif'];

/** The one copy of a picture that is worth its bytes in a book; null where there is none. */
export function moderateVariant({ variants }: Picture): Variant | null {
  const known = variants
    .filter(({ format }) => KNOWN.includes(format))
    .toSorted((a, b) => a.width - b.width);
  const made = known.filter(({ path }) => !path.startsWith('originals/'));
  const usable = made.length > 0 ? made : known;
  return usable.findLast(({ width }) => width <= MODERATE) ?? usable[0] ?? null;
}

/** Indexes of the pictures on the page: those in the text, and a lead picture that stands above it. */
export function shownPictures({ lead }: ArticleRecord, body: string): number[] {
  const placed = placedPictures(body);
  return [...new Set(lead === null || placed.includes(lead) ? placed : [lead, ...placed])];
}

export function renderReadingPage({ record, body, sources, style }: ReadingPage): string {
  const language = pageLanguage(record.language);
  const folder = articleFolder(record.id);
  const view = { record, body, folder, language, phrases: phrasesIn(language) };
  const tag = record.language ?? 'und';
  const page = html`<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="${tag}" xml:lang="${tag}">
<head>
<meta charset="utf-8"/>
<title>${record.title}</title>
${raw(style)}
</head>
<body>
<article>
${renderHead(view)}
<div class="text">${raw(renderText(view, sources))}</div>
</article>
<footer class="foot" lang="${language}" xml:lang="${language}">
${renderFacts(view)}
</footer>
</body>
</html>
`;
  return withoutForbidden(page.toString());
}

function renderText({ record, body, phrases }: PageView, sources: ReadonlyMap<number, string>) {
  const placed = placedPictures(body);
  const [lead] = shownPictures(record, body).filter((index) => !placed.includes(index));
  const above = lead === undefined ? '' : `<figure><img data-picture="${lead}"></figure>`;
  const shown = showPictures(above + body, (index, place) => {
    const picture = record.pictures[index];
    // Whether it is there, not which copies there are: the address is put in below.
    const variants = sources.has(index) ? (picture?.variants.slice(0, 1) ?? []) : [];
    const view = { folder: '', phrases, isLead: false, place };
    return renderPicture(picture && { ...picture, variants }, view);
  });
  const $ = tree(shown);
  for (const place of $('[data-picture]')) {
    const source = sources.get(Number($(place).attr('data-picture')));
    const image = $(place).removeAttr('data-picture').find('img');
    if (source !== undefined) image.attr('src', source);
    for (const name of ['srcset', 'sizes', 'loading', 'decoding']) image.removeAttr(name);
  }
  return xhtmlOf(nodesOf($));
}
