/**
 * Has the smaller copies of an original made, once per content, and puts them into the archive under
 * its name, if they are used: of a picture that gives way to another nothing stays. A file that is
 * there already is never rewritten, so its own size is what is recorded.
 */
import type { Variant } from '../../shared/article.ts';
import type { StageSettings } from '../../shared/context.ts';
import { PermanentError } from '../../shared/errors.ts';
import type { NotShrunk, Shrunk } from '../../shared/pieces.ts';
import type { Storage } from '../../shared/storage.ts';
import { isMissing, type Missing, type Original, type PictureDesk } from './desk.ts';
import { contentName } from './originals.ts';
import { type Copies, shrunkContents } from './results.ts';

/** Raise it when shared/image.ts makes other copies of the same bytes. */
const SHRINK_VERSION = 3;

/** What is known of a picture before its copies lie in the archive. */
export interface Made extends Omit<Copies, 'variants'> {
  save(): Promise<Copies>;
}

export async function copiesOf(original: Original, desk: PictureDesk): Promise<Made | Missing> {
  const { state, archive, settings } = desk.context;
  const wanted = describe(settings);
  const remember = async <M extends Copies | Missing>(made: M): Promise<M> => {
    await shrunkContents.write(state, original.sha256, { settings: wanted, made });
    return made;
  };
  const before = await shrunkContents.read(state, original.sha256);
  if (before?.settings === wanted && (await isComplete(before.made, archive))) {
    const { made } = before;
    return isMissing(made) ? made : { ...made, save: async () => made };
  }
  const shrunk = await shrinkInChild(original, desk);
  if (isMissing(shrunk)) return shrunk.code === 'E_IMAGE_DECODER' ? shrunk : remember(shrunk);
  const { variants, original: own, ...facts } = shrunk;
  return { ...facts, save: async () => remember(await store(shrunk, original, archive)) };
}

function describe({ pictureWidths, pictureFormats }: StageSettings): string {
  return JSON.stringify([SHRINK_VERSION, pictureWidths, pictureFormats]);
}

async function isComplete(made: Copies | Missing, archive: Storage): Promise<boolean> {
  if (isMissing(made)) return true;
  const there = await Promise.all(made.variants.map(({ path }) => archive.has(path)));
  return there.every(Boolean);
}

async function shrinkInChild(original: Original, desk: PictureDesk): Promise<Shrunk | NotShrunk> {
  const { context } = desk;
  const had = original.had ?? { bytes: await fromArchive(original, desk) };
  const { pictureWidths: widths, pictureFormats: formats } = context.settings;
  try {
    return await context.piece('shrink', { ...had, widths, formats }, `picture-${original.sha256}`);
  } catch (error) {
    if (error instanceof PermanentError && error.code === 'E_CRASH') {
      return { code: 'E_IMAGE_DECODER' };
    }
    throw error;
  }
}

async function fromArchive({ path }: Original, { context }: PictureDesk): Promise<Buffer> {
  const content = await context.archive.read(path);
  if (!content) throw new Error(`the archive has lost ${path}`);
  return content;
}

/** All at once, which costs least; one by one where other settings have made copies before. */
async function store(shrunk: Shrunk, own: Original, archive: Storage): Promise<Copies> {
  const { variants: made, original, ...facts } = shrunk;
  const folder = `pictures/${contentName(own.sha256)}`;
  const files = new Map(made.map((copy) => [nameOf(copy), copy.content]));
  const isNew = files.size > 0 && (await archive.createFolder(folder, files));
  const variants: Variant[] = [];
  for (const copy of made) {
    const { content, ...size } = copy;
    const path = `${folder}/${nameOf(copy)}`;
    const stored = isNew ? content : await keepCopy(path, content, archive);
    variants.push({ ...size, path, bytes: stored.length });
  }
  const { width, height } = shrunk;
  if (original) variants.push({ width, height, path: own.path, ...original });
  return { ...facts, variants };
}

function nameOf({ width, format }: Shrunk['variants'][number]): string {
  return `${width}.${format}`;
}

/** @returns what stands there now: a file is never rewritten. */
async function keepCopy(path: string, content: Uint8Array, archive: Storage): Promise<Uint8Array> {
  const created = await archive.create(path, content, { durable: true });
  return created ? content : ((await archive.read(path)) ?? content);
}
