/** What stands below the text: where the copy is from, its versions and files, related articles. */
import { html } from 'hono/html';
import type { ArticleRecord, Warning } from '../../shared/article.ts';
import { longTime } from './dates.ts';
import { isVersionPage, time } from './head.ts';
import type { PageView } from './page.ts';

const AWAY = 'noopener noreferrer nofollow';

export function renderFoot(view: PageView) {
  const { record, language, phrases } = view;
  return html`<footer class="foot" lang="${language}">
${renderRelated(view)}
<h2>${phrases.about}</h2>
${renderFacts(view)}
${renderVersions(view)}
${record.warnings.length > 0 ? html`<h2>${phrases.warnings}</h2><ul>${record.warnings.map((one) => note(one, view))}</ul>` : null}
<h2 class="formats">${phrases.formats}</h2>
<p class="formats"><a href="article.json">${phrases.record}</a> · <a href="article.md">${phrases.markdown}</a> · <a href="source.${record.sourceFile.extension}.gz">${phrases.source}</a></p>
</footer>`;
}

/** Where the copy is from. */
export function renderFacts(view: PageView) {
  return html`<dl class="facts">
${facts(view).map(
  ([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>
`,
)}</dl>`;
}

function facts(view: PageView): [name: string, value: unknown][] {
  const { record, phrases } = view;
  const { outlet, url, captured, provenance } = record;
  const name =
    outlet.name && outlet.host ? `${outlet.name} (${outlet.host})` : (outlet.name ?? outlet.host);
  const savedAs =
    provenance.captured?.rule === 'file-time' ? phrases.savedAsFile : phrases.captured;
  const rows: [string, unknown][] = [
    [phrases.original, url ? html`<a rel="${AWAY}" href="${url}">${readable(url)}</a>` : null],
    [phrases.outlet, name],
    [phrases.published, record.published && time(record.published, 'published', view)],
    [phrases.modified, record.modified && time(record.modified, 'modified', view)],
    [savedAs, time(captured, 'captured', view)],
    [phrases.section, record.section],
    [phrases.tags, record.tags.join(phrases.between) || null],
    [phrases.collection, record.collection],
    [phrases.file, `${record.sourceFile.name}${length(view)}`],
    [phrases.version, record.version],
  ];
  return rows.filter(([, value]) => value !== null && value !== '');
}

function length({ record, phrases }: PageView): string {
  return record.words > 0 ? ` · ${phrases.length(record.words, record.readingMinutes)}` : '';
}

/** Percent-encoded Chinese reads as Chinese; what cannot be decoded stays as it is. */
function readable(url: string): string {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}

/** Only the top page knows all versions; a version's own page leads back to it. */
function renderVersions({ record, folder, language, phrases }: PageView) {
  if (record.versions.length < 2 || isVersionPage(folder)) return null;
  const rows = record.versions.map((version) => {
    const shown = longTime(version.captured, language);
    const here = version.version === record.version ? html` (${phrases.thisVersion})` : null;
    return html`<li><a href="${version.path}">${shown}</a>${here}</li>`;
  });
  return html`<h2>${phrases.versions}</h2><ul>${rows}</ul>`;
}

function renderRelated({ record, phrases }: PageView) {
  if (record.related.length === 0) return null;
  const rows = record.related.map(
    ({ url, title }: ArticleRecord['related'][number]) =>
      html`<li lang="${record.language ?? 'und'}"><a rel="${AWAY}" href="${url}">${title}</a></li>`,
  );
  return html`<h2>${phrases.related}</h2><ul>${rows}</ul>`;
}

function note({ code, message }: Warning, { phrases }: PageView) {
  const translated = phrases.codes[code];
  return translated ? html`<li>${translated}</li>` : html`<li lang="en">${message}</li>`;
}
