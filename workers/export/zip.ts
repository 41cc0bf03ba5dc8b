/**
 * `.zip`: a readable copy of a part of the archive, under the archive's own paths: the folders of the
 * articles with all versions, the pictures they show, the originals, and a front page that lists
 * them. Links and manifests work in it as they do in the archive.
 */
import { MANIFEST } from '../../shared/archive-layout.ts';
import type { Storage } from '../../shared/storage.ts';

import { type ArchivedArticle, type ArchivedFolder, openFolder } from './article.ts';
import type { Format } from './format.ts';
import { type Listed, lastCapture, listed } from './listing.ts';
import { Zip } from './zip-file.ts';
import { renderZipIndex } from './zip-index.ts';

export function zip(archive: Storage): Format {
  const file = new Zip();
  const written = new Set<string>();
  const articles: Listed[] = [];
  return {
    output: file.output,
    async add(article) {
      const folders = await withVersions(article, archive);
      const time = Date.parse(article.record.captured);
      // Held, because Offprint may be writing a newer version into the folder meanwhile.
      const own = await ownFiles(folders);
      const shared = await sharedFiles(folders, written);
      for (const [path, bytes] of own) await file.add(path, bytes, { time });
      for (const [path, { read }] of shared) {
        await file.add(path, await read(path), { time, level: 1 });
        written.add(path);
      }
      articles.push(listed(article.record));
    },
    async end() {
      await file.add('index.html', renderZipIndex(articles), { time: lastCapture(articles) });
      file.end();
    },
  };
}

async function withVersions(article: ArchivedArticle, archive: Storage) {
  const folders: ArchivedFolder[] = [article];
  for (const name of await archive.list(`${article.path}/versions`)) {
    folders.push(await openFolder(archive, `${article.path}/versions/${name.replace(/\/$/, '')}`));
  }
  return folders;
}

async function ownFiles(folders: ArchivedFolder[]): Promise<Map<string, Buffer>> {
  const own = new Map<string, Buffer>();
  for (const { path: folder, files, manifest, read } of folders) {
    for (const path of files.keys()) {
      if (path.startsWith(`${folder}/`)) own.set(path, await read(path));
    }
    own.set(`${folder}/${MANIFEST}`, manifest);
  }
  return own;
}

/** Pictures and originals that are not in the zip yet, each looked at once before anything is written. */
async function sharedFiles(
  folders: ArchivedFolder[],
  written: ReadonlySet<string>,
): Promise<Map<string, ArchivedFolder>> {
  const shared = new Map<string, ArchivedFolder>();
  for (const folder of folders) {
    for (const path of folder.files.keys()) {
      if (path.startsWith(`${folder.path}/`) || written.has(path) || shared.has(path)) continue;
      await folder.read(path);
      shared.set(path, folder);
    }
  }
  return shared;
}
