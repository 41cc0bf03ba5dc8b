/** A folder's content as one value: path → SHA-256, to compare two archives byte for byte. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

export async function tree(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const sums = await Promise.all(
    files.map(async (file) => {
      const sum = createHash('sha256')
        .update(await readFile(file))
        .digest('hex');
      return [relative(root, file), sum] as const;
    }),
  );
  return Object.fromEntries(sums);
}

/** Paths that differ between two trees, and how; empty when they are the same. */
export function differences(a: Record<string, string>, b: Record<string, string>): string[] {
  const paths = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...paths].sort().flatMap((path) => {
    if (a[path] === b[path]) return [];
    if (a[path] === undefined) return [`only in the second: ${path}`];
    return [b[path] === undefined ? `only in the first: ${path}` : `differs: ${path}`];
  });
}
