/**
 * Puts one version of an article into the archive. A first version is a folder
 * that appears by one rename. With the second, every version gets a folder of
 * its own below `versions/`, and the top files follow from the list of those:
 * put the version, list, write the top, list again, until the list is the same.
 * The top of an only version is never touched before `versions/` holds it.
 */
import { articleFolder } from '../../queues/claims.ts';
import { ArticleRecord } from '../../shared/article.ts';
import type { Context } from '../../shared/context.ts';
import { TransientError } from '../../shared/errors.ts';
import { failpoint } from '../../shared/failpoint.ts';
import { catalogEntry } from './front-page.ts';
import { MANIFEST, manifest } from './manifest.ts';
import { compareVersions } from './record.ts';

export interface Version {
  record: ArticleRecord;
  body: string;
  /** The untouched source, packed, under its name in the folder. */
  source: { name: string; content: Uint8Array };
}

/** @returns the names of all versions of the article, oldest first. */
export async function placeVersion(version: Version, context: Context): Promise<string[]> {
  const { archive } = context;
  const { id } = version.record;
  const top = articleFolder(id);
  const files = await folderFiles(version, top, context);
  const placed = await archive.createFolder(top, files);
  if (!placed && (await isOnlyVersion(version, context))) {
    await replaceFolder(top, files, context);
    await writeEntry(version.record, context);
    // A second version may have come meanwhile: then the top follows from all of them.
    return (await listVersions(id, context)).length > 0
      ? writeTop(id, context)
      : [version.record.version];
  }
  if (!placed) {
    await keepFirstVersion(id, context);
    const own = versionFolder(id, version.record.version);
    const ownFiles = await folderFiles(version, own, context);
    if (!(await archive.createFolder(own, ownFiles))) await replaceFolder(own, ownFiles, context);
    failpoint('publish.after-version');
    return writeTop(id, context);
  }
  failpoint('publish.after-folder');
  await writeEntry(version.record, context);
  // A second version may have come between the rename and the entry: then its entry counts.
  return (await listVersions(id, context)).length > 0
    ? writeTop(id, context)
    : [version.record.version];
}

export function versionFolder(id: string, version: string): string {
  return `${articleFolder(id)}/versions/${version}`;
}

/** `catalog/entries/AA/ID.json` */
export function entryKey(id: string): string {
  return `catalog/entries/${id.slice(1, 3)}/${id}.json`;
}

/** A repeated run finds its own work. */
async function isOnlyVersion({ record }: Version, context: Context): Promise<boolean> {
  const top = await readRecord(articleFolder(record.id), context);
  return top.version === record.version && (await listVersions(record.id, context)).length === 0;
}

/** Gives the version that stands alone in the article's folder a folder of its own. */
async function keepFirstVersion(id: string, context: Context): Promise<void> {
  if ((await listVersions(id, context)).length > 0) return;
  const first = await readVersion(articleFolder(id), context);
  // Read whole only if nobody began to rewrite the top meanwhile, which needs `versions/` first.
  if ((await listVersions(id, context)).length > 0) return;
  const folder = versionFolder(id, first.record.version);
  await context.archive.createFolder(folder, await folderFiles(first, folder, context));
}

async function writeTop(id: string, context: Context): Promise<string[]> {
  for (;;) {
    const names = await listVersions(id, context);
    const records = await Promise.all(
      names.map((name) => readRecord(versionFolder(id, name), context)),
    );
    const versions = records.sort(compareVersions).map(({ version, captured }) => {
      return { version, captured, path: `versions/${version}/index.html` };
    });
    const newest = versions.at(-1);
    if (!newest)
      throw new TransientError('E_STORAGE', `The archive has lost the versions of ${id}.`);
    const version = await readVersion(versionFolder(id, newest.version), context);
    const record = { ...version.record, versions };
    await replaceTop({ ...version, record }, context);
    await writeEntry(record, context);
    failpoint('publish.after-top');
    if ((await listVersions(id, context)).join() === names.join()) {
      return versions.map((one) => one.version);
    }
  }
}

async function replaceTop(version: Version, context: Context): Promise<void> {
  const folder = articleFolder(version.record.id);
  await replaceFolder(folder, await folderFiles(version, folder, context), context);
}

/**
 * Each file whole, the manifest last: until then it speaks of the files before. What is the same
 * already stays untouched, which after a crash is all; other bytes come when an article runs again.
 */
async function replaceFolder(
  folder: string,
  files: Map<string, string | Uint8Array>,
  { archive }: Context,
): Promise<void> {
  const { [MANIFEST]: list = '', ...others } = Object.fromEntries(files);
  const put = async (name: string, content: string | Uint8Array) => {
    const before = await archive.read(`${folder}/${name}`);
    if (before && Buffer.from(content).equals(before)) return;
    await archive.write(`${folder}/${name}`, content, { durable: true });
  };
  for (const [name, content] of Object.entries(others)) await put(name, content);
  for (const name of await archive.list(folder)) {
    const stale = name.startsWith('source.') && !files.has(name);
    if (stale) await archive.remove(`${folder}/${name}`);
  }
  await put(MANIFEST, list);
}

async function folderFiles(
  { record, body, source }: Version,
  folder: string,
  context: Context,
): Promise<Map<string, string | Uint8Array>> {
  const { html, markdown } = await context.piece('render', { record, body, folder });
  const files = new Map<string, string | Uint8Array>([
    // Through the schema, which orders the fields: a record read back must give the same bytes.
    ['article.json', `${JSON.stringify(ArticleRecord.parse(record), null, 2)}\n`],
    ['article.md', markdown],
    ['index.html', html],
    [source.name, source.content],
  ]);
  files.set(MANIFEST, await manifest(files, record, folder, context.archive));
  return files;
}

async function readVersion(folder: string, context: Context): Promise<Version> {
  const record = await readRecord(folder, context);
  const html = await context.archive.read(`${folder}/index.html`);
  const name = (await context.archive.list(folder)).find((file) => file.startsWith('source.'));
  const content = name && (await context.archive.read(`${folder}/${name}`));
  if (!html || !name || !content) {
    throw new TransientError(
      'E_STORAGE',
      `The archive's folder ${folder} is not whole; run: offprint verify`,
    );
  }
  const body = await context.piece('unrender', html.toString());
  return { record, body, source: { name, content } };
}

async function readRecord(folder: string, { archive }: Context): Promise<ArticleRecord> {
  const bytes = await archive.read(`${folder}/article.json`);
  if (!bytes) {
    throw new TransientError(
      'E_STORAGE',
      `The archive's folder ${folder} is not whole; run: offprint verify`,
    );
  }
  return ArticleRecord.parse(JSON.parse(bytes.toString()));
}

async function listVersions(id: string, { archive }: Context): Promise<string[]> {
  const names = await archive.list(`${articleFolder(id)}/versions`);
  return names.map((name) => name.replace(/\/$/, ''));
}

async function writeEntry(record: ArticleRecord, { archive }: Context): Promise<void> {
  const entry = `${JSON.stringify(catalogEntry(record))}\n`;
  await archive.write(entryKey(record.id), entry, { durable: true });
}
