/**
 * The archive's front page: the newest articles by day, and what a list needs to
 * know of an article. Days are those of UTC, as in the catalog's months: articles
 * of outlets in different zones would otherwise jump between days.
 */

import { html } from 'hono/html';
import { articleFolder } from '../../shared/archive-layout.ts';

import type { ArticleRecord, CatalogEntry } from '../../shared/article.ts';
import { type Code, codes } from '../../shared/codes.ts';
import { type PictureTally, picturesOf } from '../catalog/pictures.ts';
import { longDay } from './dates.ts';
import { grouped, type PageLanguage, pageLanguage, phrasesIn } from './phrases.ts';
import { commonHead } from './style.ts';

/** Of the reasons why pictures are missing. */
const MOST_REASONS = 20;

/**
 * @param newest in the order of the page, which links to no others.
 * @param total the number of articles in the archive; `pictures` of all of them.
 */
export function renderFrontPage(
  newest: CatalogEntry[],
  { total, pictures }: { total: number; pictures: PictureTally },
): string {
  const language = commonLanguage(newest);
  const phrases = phrasesIn(language);
  const count =
    total > newest.length ? phrases.newestOf(newest.length, total) : phrases.articles(total);
  const days = [...new Set(newest.map(dayOf))];
  const page = html`<!DOCTYPE html>
<html lang="${language}">
<head>
${commonHead()}
<title>${phrases.archive}</title>
</head>
<body>
<main class="front">
<h1>${phrases.archive}</h1>
<p class="meta">${total === 0 ? phrases.noArticles : count}</p>
${days.map((day) =>
  renderDay(
    day,
    newest.filter((entry) => dayOf(entry) === day),
    language,
  ),
)}
</main>
${footer(pictures, language)}
</body>
</html>
`;
  return page.toString();
}

export function catalogEntry(record: ArticleRecord): CatalogEntry {
  const lead = record.lead === null ? undefined : record.pictures[record.lead];
  return {
    id: record.id,
    url: record.url,
    title: record.title,
    outlet: record.outlet,
    language: record.language,
    published: record.published,
    captured: record.captured,
    authors: record.authors,
    section: record.section,
    tags: record.tags,
    excerpt: record.excerpt,
    words: record.words,
    readingMinutes: record.readingMinutes,
    collection: record.collection,
    path: `${articleFolder(record.id)}/index.html`,
    picture: lead?.variants.toSorted((a, b) => a.width - b.width)[0] ?? null,
    pictures: picturesOf(record),
    version: record.version,
    versions: record.versions.length,
  };
}

/** What has become of the archive's pictures, and on demand why some are missing. */
function footer(tally: PictureTally, language: PageLanguage) {
  const { stored, rescued, missing, reasons } = tally;
  if (stored + rescued + missing === 0) return null;
  const phrases = phrasesIn(language);
  const rows = reasons.slice(0, MOST_REASONS).map(({ code, host, count }) => {
    const why = phrases.codes[code] ?? codes[code as Code]?.message ?? code;
    return html`<li>${grouped(count)} × ${host === null ? '' : html`<bdi>${host}</bdi> `}${why}</li>`;
  });
  return html`<footer class="foot"><p>${phrases.pictures(stored, rescued, missing)}</p>
${rows.length > 0 ? html`<details><summary>${phrases.whyMissing}</summary><ul>${rows}</ul></details>` : null}
</footer>`;
}

function renderDay(day: string, entries: CatalogEntry[], language: PageLanguage) {
  return html`<section>
<h2 class="day"><time datetime="${day}">${longDay(day, language)}</time></h2>
${entries.map((entry) => renderEntry(entry, language))}</section>
`;
}

function renderEntry(entry: CatalogEntry, pageIn: PageLanguage) {
  const { path, picture, excerpt } = entry;
  const about = [entry.outlet.name ?? entry.outlet.host, entry.section, entry.authors.join(', ')];
  const length = phrasesIn(pageIn).length(entry.words, entry.readingMinutes);
  const meta = [...about, entry.words > 0 ? length : null].filter(Boolean).join(' · ');
  const image = picture
    ? html`<a href="${path}" tabindex="-1" aria-hidden="true"><img src="${picture.path}" width="${picture.width}" height="${picture.height}" alt="" loading="lazy" decoding="async"></a>`
    : null;
  return html`<article class="entry${picture ? ' pictured' : ''}" lang="${entry.language ?? 'und'}">
<div><p class="meta">${meta}</p>
<h3><a href="${path}">${entry.title}</a></h3>
${excerpt ? html`<p class="excerpt">${excerpt}</p>` : null}</div>
${image}</article>
`;
}

/** When it was published, or else saved: milliseconds since 1970. */
export function instant({
  published,
  captured,
}: Pick<CatalogEntry, 'published' | 'captured'>): number {
  return Date.parse(published ?? captured);
}

function dayOf(entry: CatalogEntry): string {
  return new Date(instant(entry)).toISOString().slice(0, 10);
}

/** A list speaks the language of most of its articles. */
export function commonLanguage(entries: Pick<CatalogEntry, 'language'>[]): PageLanguage {
  const languages = entries.map((entry) => pageLanguage(entry.language));
  const counted = (language: PageLanguage) => languages.filter((one) => one === language).length;
  const ranked: PageLanguage[] = ['en', 'zh-Hans', 'zh-Hant'];
  return ranked.toSorted((a, b) => counted(b) - counted(a))[0] ?? 'en';
}
