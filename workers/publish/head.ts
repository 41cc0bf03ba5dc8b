/** What stands above the text: outlet and date, title, standfirst, people, other versions. */

import { load } from 'cheerio';
import { html } from 'hono/html';
import type { ArticleRecord } from '../../shared/article.ts';
import { isDayOnly, longTime, machineTime } from './dates.ts';
import type { PageView } from './page.ts';

export function renderHead(view: PageView) {
  const { record, language, folder, phrases } = view;
  const standfirst = ownStandfirst(view);
  return html`<header>
<p class="meta">${dateline(view)}</p>
<h1>${record.title}</h1>
${standfirst ? html`<p class="standfirst">${standfirst}</p>` : null}
${people(view)}
${
  isVersionPage(folder)
    ? html`<p class="notice" lang="${language}">${phrases.olderVersion} <a href="../../index.html">${phrases.newest}</a></p>`
    : null
}
</header>`;
}

/** A version's own folder lies in `versions/` of the article's. */
export function isVersionPage(folder: string): boolean {
  return folder.split('/').at(-2) === 'versions';
}

export function time(iso: string, field: 'published' | 'modified' | 'captured', view: PageView) {
  const dayOnly = isDayOnly(view.record, field);
  const shown = longTime(iso, view.language, dayOnly);
  return html`<time datetime="${machineTime(iso, dayOnly)}" lang="${view.language}">${shown}</time>`;
}

function dateline(view: PageView) {
  const { outlet, published, section } = view.record;
  const parts = [
    outlet.name ?? outlet.host,
    published ? time(published, 'published', view) : null,
    section,
  ].filter((part) => part !== null);
  return parts.map((part, at) => (at === 0 ? part : html` · ${part}`));
}

function people({ record, language, phrases }: PageView) {
  const { authors, editors } = record;
  const by = html`<span lang="${language}">${phrases.by}${language === 'en' ? ' ' : phrases.colon}</span>${authors.join(phrases.between)}`;
  const others = byRole(editors).map(
    ([role, names], at) =>
      html`${at > 0 ? ' · ' : ''}${role}${phrases.colon}${names.join(phrases.between)}`,
  );
  return [
    authors.length > 0 ? html`<p class="by">${by}</p>` : null,
    others.length > 0 ? html`<p class="by">${others}</p>` : null,
  ];
}

function byRole(editors: ArticleRecord['editors']): [role: string, names: string[]][] {
  const roles = [...new Set(editors.map(({ role }) => role))];
  return roles.map((role) => [
    role,
    editors.filter((editor) => editor.role === role).map(({ name }) => name),
  ]);
}

/** The excerpt, where it is a standfirst that the text does not hold itself. */
function ownStandfirst({ record, body }: PageView): string | null {
  if (record.excerpt === null || record.provenance.excerpt?.rule !== 'standfirst') return null;
  const text = load(body, null, false).text();
  return squeezed(text).includes(squeezed(record.excerpt)) ? null : record.excerpt;
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '');
}
