/**
 * Puts one version of an article into the archive. A first version is a folder
 * that appears by one rename. With the second, every version gets a folder of
 * its own below `versions/`, and the top files follow from the list of those:
 * put the version, list, write the top, list again, until the list is the same.
 * The top of an only version is never touched before `versions/` holds it.
 */

import { articleFolder, MANIFEST } from '../../shared/archive-layout.ts';
import { ArticleRecord } from '../../shared/article.ts';
import { notWhole, readRecord } from '../../shared/article-records.ts';
import { entryKey } from '../../shared/catalog-entries.ts';
import type { Context } from '../../shared/context.ts';
import { failpoint } from '../../shared/failpoint.ts';
import { catalogEntry } from './front-page.ts';
import { entries, manifest, sha256 } from './manifest.ts';
import { compareVersions } from './record.ts';

export interface Version {
  record: ArticleRecord;
  body: string;
  /** The untouched source, packed, under its name in the folder. */
  source: { name: string; content: Uint8Array };
}

/** @returns the names of all versions of the article, oldest first. */
export async function placeVersion(version: Version, context: Context): Promise<string[]> {
  const { id } = version.record;
  const top = articleFolder(id);
  const files = await folderFiles(version, top, context);
  const placed = await context.archive.createFolder(top, files);
  if (placed || (await isOnlyVersion(version, context))) {
    if (!placed) await replaceFolder(top, files, context);
    failpoint('publish.after-folder');
    await writeEntry(version.record, context);
    // A second version may have come meanwhile: then the top follows from all of them.
    if ((await listVersions(id, context)).length === 0) return [version.record.version];
  }
  await putVersion(version, context);
  failpoint('publish.after-version');
  return writeTop(id, context);
}

export function versionFolder(id: string, version: string): string {
  return `${articleFolder(id)}/versions/${version}`;
}

/** A repeated run finds its own work. */
async function isOnlyVersion({ record }: Version, context: Context): Promise<boolean> {
  const top = await readRecord(articleFolder(record.id), context.archive);
  return top?.version === record.version && (await listVersions(record.id, context)).length === 0;
}

/** Into a folder of its own, where nobody else writes. */
async function putVersion(version: Version, context: Context): Promise<void> {
  const folder = versionFolder(version.record.id, version.record.version);
  const files = await folderFiles(version, folder, context);
  if (!(await context.archive.createFolder(folder, files)))
    await replaceFolder(folder, files, context);
}

/**
 * Gives the version that stood alone in the article's folder a folder of its own. A top without a manifest
 * is being made, by one who looks for other versions when he is done.
 */
async function keepTop(id: string, context: Context): Promise<void> {
  const top = articleFolder(id);
  const record = await readRecord(top, context.archive);
  if (!record || (await listVersions(id, context)).includes(record.version)) return;
  if (!(await context.archive.has(`${top}/${MANIFEST}`))) return;
  const version = await readVersion(top, context);
  // Its files are being replaced, or it is damaged: nothing is written over what is nowhere else.
  if (!version) throw notWhole(top);
  await putVersion(version, context);
}

async function writeTop(id: string, context: Context): Promise<string[]> {
  await keepTop(id, context);
  for (;;) {
    const names = await listVersions(id, context);
    const records = await Promise.all(
      names.map((name) => readRecord(versionFolder(id, name), context.archive)),
    );
    const versions = records
      .filter((record) => record !== null)
      .sort(compareVersions)
      .map(({ version, captured }) => {
        return { version, captured, path: `versions/${version}/index.html` };
      });
    const newest = versions.at(-1);
    const version = newest && (await readVersion(versionFolder(id, newest.version), context));
    if (!version || versions.length < names.length) throw notWhole(`${articleFolder(id)}/versions`);
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

/** null where the files are not those that the manifest lists. */
async function readVersion(folder: string, context: Context): Promise<Version | null> {
  const { archive } = context;
  const source = (await archive.list(folder)).find((file) => file.startsWith('source.')) ?? '';
  const names = ['article.json', 'index.html', source];
  const [list, ...files] = await Promise.all(
    [MANIFEST, ...names].map((name) => archive.read(`${folder}/${name}`)),
  );
  const sums = new Map(entries(list?.toString() ?? ''));
  const [json, html, content] = files;
  const isWhole = files.every((bytes, at) => bytes && sha256(bytes) === sums.get(names[at] ?? ''));
  if (!isWhole || !json || !html || !content) return null;
  return {
    record: ArticleRecord.parse(JSON.parse(json.toString())),
    body: await context.piece('unrender', html.toString()),
    source: { name: source, content },
  };
}

/** Those whose manifest is there: on S3 the files of a folder come one by one. */
async function listVersions(id: string, { archive }: Context): Promise<string[]> {
  const folder = `${articleFolder(id)}/versions`;
  const names = await archive.list(folder);
  const whole = await Promise.all(names.map((name) => archive.has(`${folder}/${name}${MANIFEST}`)));
  return names.filter((_, at) => whole[at]).map((name) => name.replace(/\/$/, ''));
}

async function writeEntry(record: ArticleRecord, { archive }: Context): Promise<void> {
  const entry = `${JSON.stringify(catalogEntry(record))}\n`;
  await archive.write(entryKey(record.id), entry, { durable: true });
}
