/**
 * `article.md`: the record's facts as YAML front matter, then the text as
 * Markdown, for other programs. Emphasis is written as a tag where asterisks
 * would not be read back: CommonMark takes `**注：**正文` for plain asterisks.
 */
import { posix } from 'node:path';
import TurndownService from 'turndown';
import { stringify } from 'yaml';
import type { ArticleRecord, Picture } from '../../shared/article.ts';
import type { RenderInput } from '../../shared/pieces.ts';
import { isDayOnly, machineTime } from './dates.ts';
import { emphasis } from './markdown-emphasis.ts';
import { type Phrases, pageLanguage, phrasesIn } from './phrases.ts';
import { placedPictures, replacePictures } from './picture-places.ts';

export function renderMarkdown({ record, body, folder }: RenderInput): string {
  const phrases = phrasesIn(pageLanguage(record.language));
  const lead =
    record.lead !== null && !placedPictures(body).includes(record.lead) ? record.lead : null;
  const shown = (index: number) => pictureElement(record.pictures[index], folder, phrases);
  const top = lead === null ? '' : shown(lead);
  const text = turndown().turndown(top + replacePictures(body, shown));
  return `---\n${frontMatter(record)}---\n\n# ${turndown().escape(record.title)}\n\n${text}\n`;
}

function frontMatter(record: ArticleRecord): string {
  const { title, url, outlet, captured, authors, editors } = record;
  const dateOf = (field: 'published' | 'modified') => {
    const iso = record[field];
    return iso && machineTime(iso, isDayOnly(record, field));
  };
  const facts = {
    title,
    url,
    outlet: outlet.name ?? outlet.host,
    language: record.language,
    published: dateOf('published'),
    modified: dateOf('modified'),
    captured,
    authors,
    editors: editors.map(({ role, name }) => `${role}: ${name}`),
    section: record.section,
    tags: record.tags,
    excerpt: record.excerpt,
    words: record.words,
    id: record.id,
    version: record.version,
  };
  const known = Object.entries(facts).filter(
    ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
  );
  return stringify(Object.fromEntries(known), { lineWidth: 0 });
}

function turndown(): TurndownService {
  const service = new TurndownService({
    headingStyle: 'atx',
    hr: '---',
    bulletListMarker: '-',
    codeBlockStyle: 'fenced',
  });
  // Markdown has no words for these; tags may stand in it.
  service.keep(['table', 'sub', 'sup', 'ruby', 'dl', 'u']);
  service.addRule('strong', { filter: ['strong', 'b'], replacement: emphasis('**', 'strong') });
  service.addRule('emphasis', { filter: ['em', 'i'], replacement: emphasis('*', 'em') });
  // The library fences only what holds a `code` element; the text of any other is as literal.
  service.addRule('pre', {
    filter: (node) => node.nodeName === 'PRE' && node.firstChild?.nodeName !== 'CODE',
    replacement: (_, node) =>
      `\n\n\`\`\`\n${node.textContent?.replace(/\n$/, '') ?? ''}\n\`\`\`\n\n`,
  });
  service.addRule('figure', {
    filter: 'figure',
    replacement: (content) => `\n\n${content.trim()}\n\n`,
  });
  service.addRule('caption', {
    filter: 'figcaption',
    replacement: (content) => `\n\n*${content.trim()}*\n\n`,
  });
  return service;
}

function pictureElement(picture: Picture | undefined, folder: string, phrases: Phrases): string {
  if (!picture) return '';
  const widest = picture.variants.toSorted((a, b) => a.width - b.width).at(-1);
  const words = [picture.caption, picture.credit].filter(Boolean).join(' ');
  const caption = words === '' ? '' : `<figcaption>${escaped(words)}</figcaption>`;
  if (widest) {
    const path = posix.relative(folder, widest.path);
    return `<figure><img src="${escaped(path)}" alt="${escaped(picture.alt ?? '')}">${caption}</figure>`;
  }
  const label = escaped([phrases.missing, picture.alt].filter(Boolean).join(phrases.colon));
  const isAddress = /^https?:\/\//.test(picture.source);
  const box = isAddress ? `<a href="${escaped(picture.source)}">${label}</a>` : label;
  return `<figure><p>${box}</p>${caption}</figure>`;
}

function escaped(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;');
}
