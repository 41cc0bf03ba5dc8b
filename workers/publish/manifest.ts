/**
 * `manifest-sha256.txt`, in the format of `sha256sum -c`: the folder's own files
 * and the pictures and originals its page needs, by paths from the folder.
 */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { ArticleRecord } from '../../shared/article.ts';
import { TransientError } from '../../shared/errors.ts';
import type { Storage } from '../../shared/storage.ts';

export async function manifest(
  files: ReadonlyMap<string, string | Uint8Array>,
  record: ArticleRecord,
  folder: string,
  archive: Storage,
): Promise<string> {
  const sums = new Map([...files].map(([name, content]) => [name, sha256(content)]));
  for (const picture of record.pictures) {
    if (picture.original && picture.sha256) {
      sums.set(posix.relative(folder, picture.original), picture.sha256);
    }
    for (const { path } of picture.variants) {
      const content = await archive.read(path);
      if (!content)
        throw new TransientError('E_STORAGE', `The archive has lost the picture ${path}.`);
      sums.set(posix.relative(folder, path), sha256(content));
    }
  }
  const lines = [...sums].map(([path, sum]) => `${sum}  ${path}\n`);
  // By path, whatever order the pictures stand in.
  return lines.sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1)).join('');
}

/** Hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

const LINE = /^([0-9a-f]{64}) {2}(\S.*)$/;

/** `[path from the manifest's folder, SHA-256]` of each line that is one. */
export function entries(manifest: string): [string, string][] {
  return manifest.split('\n').flatMap((line) => {
    const [, sum, path] = LINE.exec(line) ?? [];
    return sum && path ? [[path, sum] as [string, string]] : [];
  });
}

/** A manifest is a file of the archive, and may have been tampered with. @param path from the archive's root. */
export function mayBeListed(path: string): boolean {
  return /^(?:articles|pictures|originals)\//.test(path);
}

/** Whether it is made of such lines from the first to the last byte. */
export function isManifestWhole(manifest: string): boolean {
  const lines = manifest.split('\n');
  return lines.length > 1 && lines.pop() === '' && lines.every((line) => LINE.test(line));
}
