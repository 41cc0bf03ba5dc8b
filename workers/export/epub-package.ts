/** The parts of a book that say what is in it: container, package document, table of contents. */
import { html, raw } from 'hono/html';
import type { Variant } from '../../shared/article.ts';
import { commonLanguage } from '../publish/front-page.ts';
import { type PageLanguage, phrasesIn } from '../publish/phrases.ts';
import { collectionTitle, dateline, type Listed, lastCapture } from './listing.ts';
import { uuidOf } from './uuid.ts';
import { withoutForbidden } from './xhtml.ts';

export interface BookPicture {
  /** Its path from the package document. */
  name: string;
  format: Variant['format'];
  /** Of the article that brought it. */
  isLead: boolean;
}

export function containerXml(): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
`;
}

export function packageDocument(chapters: Listed[], pictures: BookPicture[]): string {
  const cover = pictures.find(({ isLead }) => isLead);
  return document(html`<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="book-id" xml:lang="${commonLanguage(chapters)}">
${metadata(chapters)}
<manifest>
<item id="contents" href="contents.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="style" href="style.css" media-type="text/css"/>
${chapters.map(
  ({ id }) => html`<item id="${id}" href="${id}.xhtml" media-type="application/xhtml+xml"/>
`,
)}${pictures.map((picture) => pictureItem(picture, picture === cover))}</manifest>
<spine>
${chapters.length > 1 ? html`<itemref idref="contents"/>` : null}
${chapters.map(
  ({ id }) => html`<itemref idref="${id}"/>
`,
)}</spine>
</package>
`);
}

export function contentsPage(chapters: Listed[]): string {
  const language = commonLanguage(chapters);
  const title = collectionTitle(chapters);
  return document(html`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="${language}" xml:lang="${language}">
<head>
<meta charset="utf-8"/>
<title>${title}</title>
<link rel="stylesheet" type="text/css" href="style.css"/>
</head>
<body>
<nav epub:type="toc" id="toc">
<h1>${title}</h1>
<ol>
${chapters.map((chapter) => contentsItem(chapter, language))}</ol>
</nav>
</body>
</html>
`);
}

function contentsItem(chapter: Listed, language: PageLanguage) {
  const { id, title, language: own } = chapter;
  const tag = own ?? 'und';
  const about = dateline(chapter, language);
  return html`<li><a href="${id}.xhtml"><span lang="${tag}" xml:lang="${tag}">${title || id}</span>${about ? html` <small>${about}</small>` : null}</a></li>
`;
}

/** A book of one article says of itself what the article says. */
function metadata(chapters: Listed[]) {
  const [only] = chapters.length === 1 ? chapters : [];
  const identity = chapters.map(({ id, version }) => `${id} ${version}`).join('\n');
  const languages = count(chapters.map(({ language }) => language ?? 'und'));
  const authors = new Set(chapters.flatMap((chapter) => chapter.authors));
  const outlets = new Set(chapters.map(({ outlet }) => outlet.name ?? outlet.host));
  const modified = `${new Date(lastCapture(chapters)).toISOString().slice(0, 19)}Z`;
  return html`<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="book-id">${uuidOf(identity)}</dc:identifier>
<dc:title>${collectionTitle(chapters) || phrasesIn(commonLanguage(chapters)).archive}</dc:title>
${elements('dc:language', languages)}${elements('dc:creator', authors)}${elements('dc:publisher', outlets)}${elements('dc:date', [only?.published])}${elements('dc:source', [only?.url])}<meta property="dcterms:modified">${modified}</meta>
</metadata>`;
}

function elements(name: string, values: Iterable<string | null | undefined>) {
  return [...values].filter(Boolean).map((value) => {
    const [start, end] = ['<', '</'].map((open) => raw(`${open}${name}>`));
    return html`${start}${value}${end}
`;
  });
}

/** Each once, the most frequent first. */
function count(values: string[]): string[] {
  const often = (value: string) => values.filter((one) => one === value).length;
  return [...new Set(values)].toSorted((a, b) => often(b) - often(a) || (a < b ? -1 : 1));
}

function pictureItem({ name, format }: BookPicture, isCover: boolean) {
  const id = `p-${name.replace(/[^\w-]/g, '-')}`;
  const properties = isCover ? html` properties="cover-image"` : null;
  return html`<item id="${id}" href="${name}" media-type="image/${format}"${properties}/>
`;
}

function document(xml: { toString(): string }): string {
  return withoutForbidden(xml.toString());
}
