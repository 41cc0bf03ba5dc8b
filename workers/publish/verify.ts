/**
 * Compares the archive with its manifests, and its catalog with its articles.
 * The front page is made again at any time and is not covered.
 *
 * The archive may be in use meanwhile: files of a newer version replace those before singly, the manifest
 * last. So what looks wrong is looked at again, and only what stays as it is counts.
 */

import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pMap from 'p-map';
import { MANIFEST } from '../../shared/archive-layout.ts';
import { ArticleId } from '../../shared/article.ts';
import { entryKey, readEntry } from '../../shared/catalog-entries.ts';
import type { Storage } from '../../shared/storage.ts';

import { entries, isManifestWhole, mayBeListed } from './manifest.ts';

export interface Verdict {
  articles: number;
  files: number;
  /** Paths from the archive's root, sorted. */
  changed: string[];
  missing: string[];
  extra: string[];
}

export interface VerifyOptions {
  onProgress?: (files: number) => void;
  /** How often what looks wrong is looked at until it is believed; more where somebody is at work. */
  looks?: number;
  /** Milliseconds between two of them. */
  pause?: number;
}

/** Reading waits for the disk: a few at a time cost little more than one. */
const AT_ONCE = 8;

export async function verifyArchive(
  archive: Storage,
  { onProgress = () => {}, looks = 2, pause = 1_000 }: VerifyOptions = {},
): Promise<Verdict> {
  const survey = new Survey(archive, onProgress);
  const loose = await survey.filesBelow('pictures', 'originals');
  const folders = await articleFolders(archive);
  const first = await pMap(folders, (folder) => survey.article(folder), { concurrency: AT_ONCE });
  let doubtful = first.filter(isWrong);
  const sound = first.filter((one) => !isWrong(one));
  // Twice the same is not enough where somebody is at work: a slow disk may hold a writer for a while.
  for (let look = 1; look < looks && doubtful.length > 0; look += 1) {
    await sleep(pause);
    const again = await pMap(doubtful, ({ folder }) => survey.article(folder, 'afresh'), {
      concurrency: AT_ONCE,
    });
    sound.push(...again.filter((one) => !isWrong(one)));
    doubtful = again.filter(isWrong);
  }
  const articles = [...sound, ...doubtful].filter(({ isGone }) => !isGone);
  const catalog = await compareCatalog(archive, pause);
  const list = (kind: 'changed' | 'missing' | 'extra') =>
    [...new Set([...doubtful.flatMap((one) => one[kind]), ...catalog[kind]])].sort();
  const verdict = { changed: list('changed'), missing: list('missing'), extra: list('extra') };
  const nobodys = loose.filter((path) => !survey.listed.has(path));
  verdict.extra = [...verdict.extra, ...nobodys].sort();
  return { articles: articles.length, files: survey.files, ...verdict };
}

interface Findings {
  folder: string;
  /** Taken down since the folders were listed. */
  isGone: boolean;
  changed: string[];
  missing: string[];
  extra: string[];
}

function isWrong({ changed, missing, extra }: Findings): boolean {
  return changed.length + missing.length + extra.length > 0;
}

class Survey {
  /** What some manifest lists. */
  readonly listed = new Set<string>();
  /** By path: pictures are listed by many articles, and hashed once. */
  readonly #sums = new Map<string, Promise<string | null>>();
  readonly #archive: Storage;
  readonly #onProgress: (files: number) => void;

  constructor(archive: Storage, onProgress: (files: number) => void) {
    this.#archive = archive;
    this.#onProgress = onProgress;
  }

  /** How many files were hashed. */
  get files(): number {
    return this.#sums.size;
  }

  async filesBelow(...folders: string[]): Promise<string[]> {
    const paths: string[] = [];
    for (const folder of folders)
      for await (const path of walk(this.#archive, folder)) paths.push(path);
    return paths;
  }

  async article(folder: string, afresh?: 'afresh'): Promise<Findings> {
    const present = new Set(await this.filesBelow(folder));
    const found: Findings = { folder, isGone: false, changed: [], missing: [], extra: [] };
    if (present.size === 0) return { ...found, isGone: true };
    const { expected, damaged } = await this.#expected(present);
    found.changed.push(...damaged);
    for (const [path, sum] of expected) {
      this.listed.add(path);
      if (afresh) this.#sums.delete(path);
      const actual = await this.#sum(path);
      if (actual === null) found.missing.push(path);
      else if (actual !== sum) found.changed.push(path);
    }
    // A folder without a manifest has lost the proof of all that is in it.
    if (!present.has(`${folder}/${MANIFEST}`)) found.missing.push(`${folder}/${MANIFEST}`);
    found.extra = [...present].filter((path) => !expected.has(path) && !isManifest(path));
    return found;
  }

  /** What the manifests among these files list, with the sum of each, and which of them are no more what they were. */
  async #expected(present: ReadonlySet<string>) {
    const expected = new Map<string, string>();
    const damaged: string[] = [];
    for (const path of [...present].filter(isManifest)) {
      const manifest = (await this.#archive.read(path))?.toString() ?? '';
      const sums = entries(manifest).map(
        ([file, sum]) => [posix.join(posix.dirname(path), file), sum] as const,
      );
      const ours = sums.filter(([file]) => mayBeListed(file));
      if (ours.length < sums.length || !isManifestWhole(manifest)) damaged.push(path);
      for (const [file, sum] of ours) expected.set(file, sum);
    }
    return { expected, damaged };
  }

  /** SHA-256 in hex; null where there is no such file. */
  #sum(path: string): Promise<string | null> {
    const known = this.#sums.get(path);
    if (known) return known;
    const sum = this.#archive
      .read(path)
      .then((bytes) => bytes && createHash('sha256').update(bytes).digest('hex'));
    this.#sums.set(path, sum);
    this.#onProgress(this.#sums.size);
    return sum;
  }
}

/** Every article has an entry, and every entry an article: so the loss of a whole folder shows. */
async function compareCatalog(archive: Storage, pause: number) {
  const [changed, missing, extra]: [string[], string[], string[]] = [[], [], []];
  const listed = new Set<string>();
  for await (const path of walk(archive, 'catalog/entries')) {
    const id = posix.basename(path, '.json');
    const manifest = `articles/${id.slice(1, 3)}/${id}/${MANIFEST}`;
    listed.add(path);
    if (!ArticleId.safeParse(id).success) extra.push(path);
    else if ((await readEntry(archive, path))?.id !== id) changed.push(path);
    else if (!(await archive.has(manifest))) missing.push(manifest);
  }
  const bare = (await articleFolders(archive)).filter(
    (folder) => !listed.has(entryKey(posix.basename(folder))),
  );
  // An article that is being published comes to its entry; one that is taken down loses both.
  if (bare.length + missing.length > 0) await sleep(pause);
  const lost = await pMap(
    [
      ...missing.map((path) => ({ path, other: entryOf(path) })),
      ...bare.map((folder) => ({
        path: entryKey(posix.basename(folder)),
        other: `${folder}/${MANIFEST}`,
      })),
    ],
    async ({ path, other }) =>
      (await archive.has(path)) || !(await archive.has(other)) ? [] : [path],
    { concurrency: AT_ONCE },
  );
  return { changed, missing: lost.flat(), extra };
}

function isManifest(path: string): boolean {
  return posix.basename(path) === MANIFEST;
}

function entryOf(manifest: string): string {
  return entryKey(posix.basename(posix.dirname(manifest)));
}

/** `articles/AA/ID` of each. */
export async function articleFolders(archive: Storage): Promise<string[]> {
  const folders: string[] = [];
  for (const shelf of await archive.list('articles')) {
    for (const id of await archive.list(`articles/${shelf}`)) {
      folders.push(`articles/${shelf}${id.replace(/\/$/, '')}`);
    }
  }
  return folders;
}

async function* walk(archive: Storage, folder: string): AsyncGenerator<string> {
  for (const name of await archive.list(folder)) {
    if (name.endsWith('/')) yield* walk(archive, `${folder}/${name.slice(0, -1)}`);
    else yield `${folder}/${name}`;
  }
}
