/** All that lies in a storage as one value, like tests/chaos/tree.ts of a folder: key → SHA-256. */
import { createHash } from 'node:crypto';
import type { Storage } from '../../shared/storage.ts';

export async function storageTree(
  storage: Storage,
  folders: string[],
): Promise<Record<string, string>> {
  const found: [string, string][] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const name of await storage.list(folder)) {
      const key = `${folder}/${name}`;
      if (name.endsWith('/')) await walk(key.slice(0, -1));
      else {
        const bytes = (await storage.read(key)) ?? '';
        found.push([key, createHash('sha256').update(bytes).digest('hex')]);
      }
    }
  };
  for (const folder of folders) await walk(folder);
  return Object.fromEntries(found.sort());
}
