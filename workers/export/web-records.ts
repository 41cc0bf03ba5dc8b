/**
 * What an article adds to a web archive. A whole page goes in as it was fetched or saved, under its
 * address. Most sources are less than that: then a page of ours stands for it, and says so. Pictures
 * go in under the addresses that the page asks for.
 */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Picture } from '../../shared/article.ts';
import { guardHtml } from '../../shared/html-guard.ts';
import { sniffPicture } from '../../shared/picture-kind.ts';
import { decode } from '../ingest/charset.ts';
import { type ArchivedArticle, bodyOf, DamagedArticle } from './article.ts';
import {
  moderateVariant,
  READING_STYLE,
  renderReadingPage,
  shownPictures,
} from './reading-page.ts';
import type { WebRecord } from './warc-file.ts';

const NOTE =
  'Made by Offprint from a saved text; this is the article, but not the page that its server sent.';

/** An original, and an address under which it is asked for. */
export interface PictureAddress {
  url: string;
  date: string;
  /** From the archive's root. */
  path: string;
}

/** Where the article lies in the web archive. */
export function pageUrl({ record }: ArchivedArticle): string {
  return record.url ?? `urn:offprint:${record.id}`;
}

export async function pageRecord(article: ArchivedArticle): Promise<WebRecord> {
  const { url, captured: date, sourceFile } = article.record;
  const isHtml = sourceFile.kind === 'url' || sourceFile.kind === 'html';
  const payload = isHtml && url !== null ? await sourceOf(article) : null;
  if (payload === null || url === null) return ownPage(article);
  const { text, encoding } = decode(payload, sourceFile.fetched?.charset ?? null);
  if (sourceFile.kind === 'html' && !guardHtml(text).isPage) return ownPage(article);
  const mime = sourceFile.extension === 'html' ? 'text/html' : 'text/plain';
  return { type: 'response', url, date, contentType: `${mime}; charset=${encoding}`, payload };
}

export function pictureAddresses({ record }: ArchivedArticle): PictureAddress[] {
  return record.pictures.flatMap((picture) => {
    const { original: path, archived } = picture;
    if (path === null) return [];
    const date = archived ?? record.captured;
    return addressesOf(picture).map((url) => ({ url, date, path }));
  });
}

export function pictureRecord({ url, date }: PictureAddress, payload: Buffer): WebRecord {
  const contentType = sniffPicture(payload)?.mime ?? 'application/octet-stream';
  return { type: 'resource', url, date, contentType, payload };
}

async function ownPage(article: ArchivedArticle): Promise<WebRecord> {
  const { record } = article;
  const body = await bodyOf(article);
  const sources = new Map<number, string>();
  for (const index of shownPictures(record, body)) {
    const picture = record.pictures[index];
    const copy = picture && moderateVariant(picture);
    if (!copy) continue;
    const [address] = addressesOf(picture);
    // What came as a file beside the article has no address of its own.
    const bytes = address === undefined ? await article.read(copy.path) : null;
    const inside = `data:image/${copy.format};base64,${bytes?.toString('base64')}`;
    sources.set(index, address ?? inside);
  }
  const style = `<style>${READING_STYLE}</style>`;
  return {
    type: 'resource',
    url: pageUrl(article),
    date: record.captured,
    contentType: 'text/html; charset=utf-8',
    payload: Buffer.from(renderReadingPage({ record, body, sources, style })),
    note: NOTE,
  };
}

/** First the one that the page asks for; then the one that it was had from, a larger one perhaps. */
function addressesOf({ source, from, status }: Picture): string[] {
  const addresses = [source, status === 'stored' ? from : null].map((address) => {
    if (address === null || !URL.canParse(address)) return null;
    const url = new URL(address);
    url.hash = '';
    return /^https?:$/.test(url.protocol) ? url.href : null;
  });
  return [...new Set(addresses.filter((address) => address !== null))];
}

async function sourceOf(article: ArchivedArticle): Promise<Buffer> {
  const path = `${article.path}/source.${article.record.sourceFile.extension}.gz`;
  const packed = await article.read(path);
  try {
    return await promisify(gunzip)(packed);
  } catch {
    throw new DamagedArticle(`${path} cannot be unpacked.`);
  }
}
