/**
 * Takes an article out of the archive: its folder, its entry, the pictures that
 * no other article shows. A tombstone stays, so that the same file stays out.
 */

import { posix } from 'node:path';
import { articleFolder, MANIFEST } from '../../shared/archive-layout.ts';

import type { Storage } from '../../shared/storage.ts';
import { catalog } from '../catalog.ts';
import { tombstoneKey } from '../ingest.ts';

import { entries } from './manifest.ts';
import { articleFolders } from './verify.ts';
import { entryKey } from './versions.ts';

/** @returns false where the archive has no such article. */
export async function takeDown(
  { archive, state }: { archive: Storage; state: Storage },
  { id, reason, at }: { id: string; reason: string | null; at: string },
): Promise<boolean> {
  const folder = articleFolder(id);
  if (!(await archive.has(`${folder}/article.json`))) return false;
  const tombstone = `${JSON.stringify({ id, reason, at }, null, 2)}\n`;
  await archive.write(tombstoneKey(id), tombstone, { durable: true });
  const shown = await picturesOf(archive, folder);
  await archive.remove(folder);
  await archive.remove(entryKey(id));
  for (const other of await articleFolders(archive)) {
    if (shown.size === 0) break;
    for (const path of await picturesOf(archive, other)) shown.delete(path);
  }
  for (const path of shown) await archive.remove(path);
  for (const name of await state.list('claims')) {
    if (name.startsWith(`${id}_`)) await state.remove(`claims/${name}`);
  }
  await catalog(archive);
  return true;
}

/** Pictures and originals of every version of the article, from the archive's root. */
async function picturesOf(archive: Storage, folder: string): Promise<Set<string>> {
  const versions = await archive.list(`${folder}/versions`);
  const folders = [
    folder,
    ...versions.map((name) => `${folder}/versions/${name.replace(/\/$/, '')}`),
  ];
  const paths = await Promise.all(
    folders.map(async (one) => {
      const manifest = await archive.read(`${one}/${MANIFEST}`);
      return entries(manifest?.toString() ?? '').map(([path]) => posix.join(one, path));
    }),
  );
  return new Set(paths.flat().filter((path) => /^(pictures|originals)\//.test(path)));
}
