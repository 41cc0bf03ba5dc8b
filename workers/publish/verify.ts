/**
 * Compares the archive with its manifests, and its catalog with its articles.
 * The front page is made again at any time and is not covered.
 */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { ArticleId } from '../../shared/article.ts';
import type { Storage } from '../../shared/storage.ts';
import { readEntry } from '../catalog.ts';
import { MANIFEST } from './manifest.ts';
import { entryKey } from './versions.ts';

export interface Verdict {
  articles: number;
  files: number;
  /** Paths from the archive's root, sorted. */
  changed: string[];
  missing: string[];
  extra: string[];
}

const COVERED = ['articles', 'pictures', 'originals'];

export async function verifyArchive(
  archive: Storage,
  onProgress: (files: number) => void = () => {},
): Promise<Verdict> {
  const present = new Set<string>();
  for (const folder of COVERED) for await (const path of walk(archive, folder)) present.add(path);
  const manifests = [...present].filter((path) => posix.basename(path) === MANIFEST);
  const expected = new Map<string, string>();
  for (const path of manifests) {
    const bytes = await archive.read(path);
    for (const [file, sum] of entries(bytes?.toString() ?? '')) {
      expected.set(posix.join(posix.dirname(path), file), sum);
    }
  }
  const verdict: Verdict = { articles: 0, files: 0, changed: [], missing: [], extra: [] };
  verdict.articles = manifests.filter((path) => !path.includes('/versions/')).length;
  for (const [path, sum] of [...expected].sort()) {
    const bytes = await archive.read(path);
    verdict.files += 1;
    onProgress(verdict.files);
    if (!bytes) verdict.missing.push(path);
    else if (createHash('sha256').update(bytes).digest('hex') !== sum) verdict.changed.push(path);
  }
  verdict.extra = [...present]
    .filter((path) => !expected.has(path) && posix.basename(path) !== MANIFEST)
    .sort();
  // An article's folder without a manifest has lost the proof of all that is in it.
  for (const folder of articleFolders(present)) {
    if (!present.has(`${folder}/${MANIFEST}`)) verdict.missing.push(`${folder}/${MANIFEST}`);
  }
  await compareCatalog(archive, new Set(articleFolders(present)), verdict);
  return verdict;
}

/** Every article has an entry, and every entry an article: so the loss of a whole folder shows. */
async function compareCatalog(archive: Storage, folders: Set<string>, verdict: Verdict) {
  for await (const path of walk(archive, 'catalog/entries')) {
    const id = posix.basename(path, '.json');
    const folder = `articles/${id.slice(1, 3)}/${id}`;
    const isEntry = (await readEntry(archive, path))?.id === id;
    if (!ArticleId.safeParse(id).success) verdict.extra.push(path);
    else if (!isEntry) verdict.changed.push(path);
    else if (!folders.delete(folder)) verdict.missing.push(`${folder}/${MANIFEST}`);
    if (!isEntry) folders.delete(folder);
  }
  for (const folder of folders) verdict.missing.push(entryKey(posix.basename(folder)));
}

/** `[path from the manifest's folder, SHA-256]` of each line. */
export function entries(manifest: string): [string, string][] {
  return manifest
    .split('\n')
    .filter(Boolean)
    .map((line) => [line.slice(66), line.slice(0, 64)]);
}

async function* walk(archive: Storage, folder: string): AsyncGenerator<string> {
  for (const name of await archive.list(folder)) {
    if (name.endsWith('/')) yield* walk(archive, `${folder}/${name.slice(0, -1)}`);
    else yield `${folder}/${name}`;
  }
}

function articleFolders(present: ReadonlySet<string>): string[] {
  const folders = [...present].flatMap((path) => {
    const [kind, shelf, id] = path.split('/');
    return kind === 'articles' && id ? [`articles/${shelf}/${id}`] : [];
  });
  return [...new Set(folders)].sort();
}
