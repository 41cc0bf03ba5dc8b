/** The frame of every page behind the token. */
import { html } from 'hono/html';
import { lang, type View } from './view.ts';

export const ASSETS = '/dashboard/assets';

/** `path`: where the page stands, for the switch of the language. */
export function page(
  { title, path, live }: { title: string; path: string; live: boolean },
  content: unknown,
  view: View,
) {
  const { say, language, mayChange } = view;
  const other = language === 'zh' ? 'en' : 'zh';
  const join = path.includes('?') ? '&' : '?';
  return html`<!DOCTYPE html>
<html lang="${lang(view)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="same-origin">
<title>${title} · Offprint</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${ASSETS}/dashboard.css">
<script type="module" src="${ASSETS}/dashboard.js"></script>
</head>
<body data-live="${live ? `/dashboard/live?lang=${language}` : ''}">
<a class="skip" href="#main">${say.skip}</a>
<header class="top"><nav>
<a href="/dashboard" aria-current="${path === '/dashboard' ? 'page' : 'false'}">${say.nav.dashboard}</a>
<a href="/">${say.nav.archive}</a>
<a href="/queues">${say.nav.queues}</a>
</nav><span>${mayChange ? null : html`<span class="badge">${say.readOnly}</span> `}<a href="${path}${join}lang=${other}" lang="${other === 'zh' ? 'zh-Hans' : 'en'}">${other === 'zh' ? '中文' : 'English'}</a>
<form class="out" action="/login/out" method="post"><button>${say.logOut}</button></form></span></header>
<p class="alarm" id="offline" role="status" hidden>${say.offline}</p>
<main id="main">
${content}
</main>
<p id="told" role="status" aria-live="polite"></p>
</body>
</html>
`;
}

export function searchForm({ say }: View, text = '') {
  return html`<form class="search" action="/dashboard" method="get" role="search">
<label for="q">${say.search}</label>
<span><input id="q" name="q" type="search" value="${text}" placeholder="${say.searchHint}" autocomplete="off"><button>${say.searchButton}</button></span></form>`;
}

export function section(id: string, heading: string, content: unknown) {
  return html`<section aria-labelledby="${id}-heading"><h2 id="${id}-heading">${heading}</h2>
<div id="${id}" data-part>${content}</div></section>
`;
}
