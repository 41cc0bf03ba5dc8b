/** The front page of a `.zip`: every article in it, the newest first. */

import { html } from 'hono/html';
import { articleFolder } from '../../shared/archive-layout.ts';

import { commonLanguage } from '../publish/front-page.ts';
import { phrasesIn } from '../publish/phrases.ts';
import { commonHead } from '../publish/style.ts';
import { collectionTitle, dateline, instant, type Listed } from './listing.ts';

export function renderZipIndex(articles: Listed[]): string {
  const language = commonLanguage(articles);
  const phrases = phrasesIn(language);
  const newestFirst = articles.toSorted(
    (a, b) => instant(b) - instant(a) || (a.id < b.id ? -1 : 1),
  );
  const page = html`<!DOCTYPE html>
<html lang="${language}">
<head>
${commonHead()}
<title>${collectionTitle(articles)}</title>
</head>
<body>
<main class="front">
<h1>${phrases.archive}</h1>
<p class="meta">${phrases.articles(articles.length)}</p>
${newestFirst.map(
  (article) => html`<article class="entry" lang="${article.language ?? 'und'}">
<div><p class="meta">${dateline(article, language)}</p>
<h3><a href="${articleFolder(article.id)}/index.html">${article.title}</a></h3></div>
</article>
`,
)}</main>
</body>
</html>
`;
  return page.toString();
}
