/**
 * Pictures dropped beside articles: a file whose first bytes are a picture, and
 * everything in a `NAME_files/` or `NAME.files/` folder beside a page. They are
 * never articles and not counted; `state/` keeps their bytes for the articles.
 */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { z } from 'zod';
import { sniffPicture } from '../shared/picture-kind.ts';
import type { Storage } from '../shared/storage.ts';
import type { SeenFile } from './scan.ts';
import { sourceKey } from './sources.ts';

const Companion = z.object({ path: z.string(), sha256: z.string() });

const PAGE = /\.(html?|xhtml|mht(ml)?|md|markdown|txt)$/i;
const FOLDER = /[_.]files$/i;
/** Enough for every picture format's signature, and for an SVG behind its comments. */
const HEAD_BYTES = 4_100;

/** Tells companions from articles; `heads` remembers what was read of the files that are still there. */
export async function splitCompanions(
  files: SeenFile[],
  heads: Map<string, boolean>,
): Promise<{ companions: SeenFile[]; articles: SeenFile[] }> {
  const stems = pageStems(files.map(({ path }) => path));
  const [companions, articles]: [SeenFile[], SeenFile[]] = [[], []];
  for (const file of files) {
    const beside = belongsToPage(file.path, stems) || (await isPicture(file, heads));
    (beside ? companions : articles).push(file);
  }
  const here = new Set(files.map(({ mark }) => mark));
  for (const mark of heads.keys()) if (!here.has(mark)) heads.delete(mark);
  return { companions, articles };
}

/** The bytes of the picture dropped at a path below the inbox; null where there was none. */
export async function companionBytes(state: Storage, path: string): Promise<Buffer | null> {
  const bytes = await state.read(companionKey(path));
  const parsed = Companion.safeParse(bytes && JSON.parse(bytes.toString()));
  return parsed.success ? state.read(sourceKey(parsed.data.sha256)) : null;
}

export async function writeCompanion(state: Storage, path: string, sha256: string): Promise<void> {
  await state.write(companionKey(path), JSON.stringify({ path, sha256 }), { durable: true });
}

export function companionKey(path: string): string {
  return `companions/${createHash('sha256').update(path).digest('hex')}.json`;
}

/** The paths of pages among these, without their extension. */
export function pageStems(paths: string[]): ReadonlySet<string> {
  return new Set(paths.filter((path) => PAGE.test(path)).map((path) => path.replace(PAGE, '')));
}

/** `page_files/sub/a.png` belongs to `page.html`, wherever the page is in its own life by now. */
export function belongsToPage(path: string, stems: ReadonlySet<string>): boolean {
  const folders = path.split('/').slice(0, -1);
  return folders.some((folder, depth) => {
    if (!FOLDER.test(folder)) return false;
    const beside = [...folders.slice(0, depth), folder.replace(FOLDER, '')].join('/');
    return stems.has(beside);
  });
}

/** A page by its name, and not one inside the folder of another. */
export function isPage(path: string): boolean {
  const folders = path.split('/').slice(0, -1);
  return PAGE.test(path) && !folders.some((folder) => FOLDER.test(folder));
}

async function isPicture(file: SeenFile, heads: Map<string, boolean>): Promise<boolean> {
  const known = heads.get(file.mark);
  if (known !== undefined) return known;
  const found = sniffPicture(await head(file.raw)) !== null;
  heads.set(file.mark, found);
  return found;
}

/** Empty where the file cannot be read: accepting it will say why. */
async function head(path: Buffer): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return Buffer.alloc(0);
  }
}
