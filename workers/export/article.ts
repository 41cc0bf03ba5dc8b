/**
 * One article out of the archive, as exports read it: only what is still as its manifest says. A file
 * that is handed on must not be worse than the archive, so an article with a damaged file is left
 * out and named, and `offprint verify` shows the whole damage.
 */

import { posix } from 'node:path';
import { articleFolder, MANIFEST } from '../../shared/archive-layout.ts';

import { ArticleRecord } from '../../shared/article.ts';
import { parseJson } from '../../shared/json.ts';
import type { Storage } from '../../shared/storage.ts';
import { entries, mayBeListed, sha256 } from '../publish/manifest.ts';
import { unrenderPage } from '../publish/page.ts';

/** The message is a sentence that names the file. */
export class DamagedArticle extends Error {
  override readonly name = 'DamagedArticle';
}

/** The folder of an article or of one version. */
export interface ArchivedFolder {
  /** From the archive's root, as all paths here. */
  path: string;
  manifest: Buffer;
  /** Every file that the manifest lists: its own, and the pictures and originals it shows. */
  files: ReadonlyMap<string, string>;
  /** Throws DamagedArticle where the file is missing or has changed. */
  read(path: string): Promise<Buffer>;
}

export interface ArchivedArticle extends ArchivedFolder {
  record: ArticleRecord;
  /** `article.json` as it stands: it may say more than this version of Offprint knows. */
  json: object;
}

/** The newest version. Throws DamagedArticle where the archive does not have it whole. */
export async function openArticle(archive: Storage, id: string): Promise<ArchivedArticle> {
  const folder = await openFolder(archive, articleFolder(id));
  const path = `${folder.path}/article.json`;
  const json = parseJson(await folder.read(path));
  const record = ArticleRecord.safeParse(json);
  if (!record.success || typeof json !== 'object' || json === null) {
    throw new DamagedArticle(`${path} is not a record that this version of Offprint can read.`);
  }
  return { ...folder, record: record.data, json };
}

export async function openFolder(archive: Storage, path: string): Promise<ArchivedFolder> {
  const manifest = await archive.read(`${path}/${MANIFEST}`);
  if (!manifest) throw new DamagedArticle(`${path}/${MANIFEST} is missing.`);
  const files = new Map(
    entries(manifest.toString()).map(([file, sum]) => [posix.join(path, file), sum]),
  );
  const foreign = [...files.keys()].find((file) => !mayBeListed(file));
  if (foreign !== undefined) {
    throw new DamagedArticle(`${path}/${MANIFEST} lists a file that is no article's: ${foreign}`);
  }
  return { path, manifest, files, read: (file) => readChecked(archive, file, files.get(file)) };
}

/** The clean text, with its pictures as `<img data-picture="N">`. */
export async function bodyOf(article: ArchivedArticle): Promise<string> {
  const path = `${article.path}/index.html`;
  const page = await article.read(path);
  try {
    return unrenderPage(page.toString());
  } catch {
    throw new DamagedArticle(`${path} is not a page of Offprint.`);
  }
}

async function readChecked(archive: Storage, path: string, sum: string | undefined) {
  if (sum === undefined) throw new DamagedArticle(`${path} is not in its manifest.`);
  const bytes = await archive.read(path);
  if (!bytes) throw new DamagedArticle(`${path} is missing.`);
  if (sha256(bytes) !== sum) {
    throw new DamagedArticle(`${path} has changed since it was published.`);
  }
  return bytes;
}
