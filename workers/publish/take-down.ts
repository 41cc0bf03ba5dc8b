/**
 * Takes an article out of the archive: its folder, its entry, the pictures that
 * no other article shows. A tombstone stays, so that the same file stays out.
 */

import { posix } from 'node:path';
import { z } from 'zod';
import { readActivity } from '../../queues/activity.ts';
import { articleFolder, MANIFEST } from '../../shared/archive-layout.ts';
import { entryKey } from '../../shared/catalog-entries.ts';
import { parseJson } from '../../shared/json.ts';

import type { Storage } from '../../shared/storage.ts';
import { catalog } from '../catalog.ts';
import { tombstoneKey } from '../ingest.ts';

import { entries } from './manifest.ts';
import { articleFolders } from './verify.ts';

export const Tombstone = z.object({
  id: z.string(),
  reason: z.string().nullable(),
  /** ISO 8601. */
  at: z.string(),
});
export type Tombstone = z.infer<typeof Tombstone>;

/** null where the article was not taken down. */
export async function tombstoneOf(archive: Storage, id: string): Promise<Tombstone | null> {
  return Tombstone.safeParse(parseJson(await archive.read(tombstoneKey(id)))).data ?? null;
}

/** The ids of all that was taken down. */
export async function takenDown(archive: Storage): Promise<Set<string>> {
  const shelves = await archive.list('removed');
  const names = await Promise.all(
    shelves.map((shelf) => archive.list(`removed/${shelf.replace(/\/$/, '')}`)),
  );
  return new Set(names.flat().map((name) => name.replace(/\.json$/, '')));
}

/**
 * Pictures stay while articles are under way: one of them may be about to show them.
 * @returns null where the archive has no such article.
 */
export async function takeDown(
  { archive, state }: { archive: Storage; state: Storage },
  { id, reason, at }: { id: string; reason: string | null; at: string },
): Promise<{ picturesStay: boolean } | null> {
  const folder = articleFolder(id);
  if (!(await archive.has(`${folder}/article.json`))) return null;
  const tombstone = `${JSON.stringify({ id, reason, at }, null, 2)}\n`;
  await archive.write(tombstoneKey(id), tombstone, { durable: true });
  const shown = await picturesOf(archive, folder);
  await archive.remove(folder);
  await archive.remove(entryKey(id));
  const picturesStay = shown.size > 0 && (await readActivity(state)).underWay > 0;
  if (!picturesStay) await removeUnshown(archive, shown);
  for (const name of await state.list('claims')) {
    if (name.startsWith(`${id}_`)) await state.remove(`claims/${name}`);
  }
  await catalog(archive);
  return { picturesStay };
}

async function removeUnshown(archive: Storage, pictures: Set<string>): Promise<void> {
  for (const other of await articleFolders(archive)) {
    if (pictures.size === 0) return;
    for (const path of await picturesOf(archive, other)) pictures.delete(path);
  }
  for (const path of pictures) await archive.remove(path);
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
