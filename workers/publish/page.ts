/**
 * An article's page, made of its record and its clean body. It needs no server
 * and no script, loads nothing from elsewhere, and the body can be had back out
 * of it byte by byte: later versions of Offprint make new pages from old ones.
 */
import { posix } from 'node:path';
import { html, raw } from 'hono/html';
import type { ArticleRecord } from '../../shared/article.ts';
import type { RenderInput } from '../../shared/pieces.ts';
import { renderFoot } from './foot.ts';
import { renderHead } from './head.ts';
import { type PageLanguage, type Phrases, pageLanguage, phrasesIn } from './phrases.ts';
import { renderPicture } from './picture.ts';
import { hidePictures, placedPictures, showPictures } from './picture-places.ts';
import { commonHead } from './style.ts';

export interface PageView {
  record: ArticleRecord;
  body: string;
  folder: string;
  language: PageLanguage;
  phrases: Phrases;
}

const BEFORE_BODY = '<!--body-->';
const AFTER_BODY = '<!--/body-->';

export function renderPage({ record, body, folder }: RenderInput): string {
  const language = pageLanguage(record.language);
  const view = { record, body, folder, language, phrases: phrasesIn(language) };
  const { phrases } = view;
  const page = html`<!DOCTYPE html>
<html lang="${record.language ?? 'und'}">
<head>
${commonHead()}
<title>${record.title}</title>
${renderLinks(record)}
</head>
<body>
<a class="skip" href="#text" lang="${language}">${phrases.skip}</a>
<nav class="top" lang="${language}"><a href="${posix.relative(folder, 'index.html')}">${phrases.archive}</a></nav>
<main>
<article>
${renderHead(view)}
${renderLead(view)}
<div class="text" id="text">${raw(BEFORE_BODY + renderBody(view) + AFTER_BODY)}</div>
</article>
</main>
${renderFoot(view)}
</body>
</html>
`;
  return page.toString();
}

/**
 * The body, exactly as it was given to renderPage.
 * Throws where the text is no page of ours.
 */
export function unrenderPage(page: string): string {
  // Everything before and behind the body is escaped, so the first and the last are ours.
  const start = page.indexOf(BEFORE_BODY);
  const end = page.lastIndexOf(AFTER_BODY);
  if (start < 0 || end < start) throw new Error('This page holds no article body.');
  return hidePictures(page.slice(start + BEFORE_BODY.length, end));
}

function renderBody(view: PageView): string {
  const { record, body, folder, phrases } = view;
  return showPictures(body, (index, place) => {
    const isLead = index === record.lead;
    return renderPicture(record.pictures[index], { folder, phrases, isLead, place });
  });
}

/** A lead picture that the text does not show anyway. */
function renderLead({ record, body, folder, phrases }: PageView) {
  const { lead, pictures } = record;
  if (lead === null || placedPictures(body).includes(lead)) return '';
  const picture = renderPicture(pictures[lead], { folder, phrases, isLead: true, place: 'figure' });
  return html`<figure class="picture">${raw(picture)}</figure>`;
}

function renderLinks({ url, excerpt, authors }: ArticleRecord) {
  return [
    excerpt ? html`<meta name="description" content="${excerpt}">` : null,
    authors.map((author) => html`<meta name="author" content="${author}">`),
    url ? html`<link rel="canonical" href="${url}">` : null,
    html`<link rel="alternate" type="application/json" href="article.json">
<link rel="alternate" type="text/markdown" href="article.md">`,
  ];
}
