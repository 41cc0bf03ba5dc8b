/**
 * `.epub`: a book for readers of EPUB 3, one chapter per article, each picture once and in one
 * moderate size. Chapters and pictures are written as they come; the lists of them at the end.
 */
import { basename } from 'node:path/posix';
import type { ArticleRecord, Variant } from '../../shared/article.ts';
import { type ArchivedArticle, bodyOf } from './article.ts';
import { type BookPicture, containerXml, contentsPage, packageDocument } from './epub-package.ts';
import type { Format } from './format.ts';
import { type Listed, listed } from './listing.ts';
import {
  moderateVariant,
  READING_STYLE,
  renderReadingPage,
  shownPictures,
} from './reading-page.ts';
import { Zip } from './zip-file.ts';

const STYLE = '<link rel="stylesheet" type="text/css" href="style.css"/>';

export function epub(): Format {
  const file = new Zip();
  const chapters: Listed[] = [];
  /** By name. */
  const pictures = new Map<string, BookPicture>();
  // First and stored, so that the type of the file stands at a fixed place in it (OCF 3.3, 4.2).
  file.addStored('mimetype', 'application/epub+zip');
  file.addStored('META-INF/container.xml', containerXml());
  file.addStored('book/style.css', READING_STYLE);
  return {
    output: file.output,
    async add(article) {
      const time = Date.parse(article.record.captured);
      const { record } = article;
      const body = await bodyOf(article);
      const copies = copiesOf(record, body);
      const added = await readNew(article, copies, pictures);
      const sources = new Map([...copies].map(([index, copy]) => [index, nameOf(copy)]));
      const page = renderReadingPage({ record, body, sources, style: STYLE });
      await file.add(`book/${record.id}.xhtml`, `<?xml version="1.0" encoding="UTF-8"?>\n${page}`, {
        time,
      });
      for (const [name, { format, bytes }] of added) {
        await file.add(`book/${name}`, bytes, { time, level: 1 });
        const isLead = record.lead !== null && sources.get(record.lead) === name;
        pictures.set(name, { name, format, isLead });
      }
      chapters.push(listed(record));
    },
    async end() {
      await file.add('book/contents.xhtml', contentsPage(chapters));
      await file.add('book/package.opf', packageDocument(chapters, [...pictures.values()]));
      file.end();
    },
  };
}

/** Of the pictures that the chapter shows, by index, the copy that goes into the book. */
function copiesOf(record: ArticleRecord, body: string): Map<number, Variant> {
  const copies = new Map<number, Variant>();
  for (const index of shownPictures(record, body)) {
    const picture = record.pictures[index];
    const copy = picture && moderateVariant(picture);
    if (copy) copies.set(index, copy);
  }
  return copies;
}

/** The bytes of those that no chapter before has brought, by name. */
async function readNew(
  article: ArchivedArticle,
  copies: ReadonlyMap<number, Variant>,
  known: ReadonlyMap<string, BookPicture>,
) {
  const added = new Map<string, { format: Variant['format']; bytes: Buffer }>();
  for (const copy of copies.values()) {
    const name = nameOf(copy);
    if (known.has(name) || added.has(name)) continue;
    added.set(name, { format: copy.format, bytes: await article.read(copy.path) });
  }
  return added;
}

/** `pictures/BB/SHA/480.webp` and `originals/BB/SHA.png` without the folders between. */
function nameOf({ path }: Variant): string {
  const [, , sha = '', ...rest] = path.split('/');
  return `pictures/${[sha, ...rest].map((part) => basename(part)).join('-')}`;
}
