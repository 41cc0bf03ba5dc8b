/** Where an article lies in the archive (CONTRACT "The archive"). */

/** The last file of a folder to be written: with it a version is there, without it not. */
export const MANIFEST = 'manifest-sha256.txt';

/** `articles/AA/ID`, AA being the two characters after the leading `a`. */
export function articleFolder(id: string): string {
  return `articles/${id.slice(1, 3)}/${id}`;
}
