/**
 * The only file that knows sharp: one picture in, smaller copies out, upright, in sRGB and without
 * metadata (a photograph can say where somebody lives). Runs in a child process. Decoders are given
 * buffers only, never paths, and only those of five formats are switched on: libvips would also
 * read SVG, PDF or a file that another file names.
 */
import { readFile, stat } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import type { Code } from './codes.ts';
import { sniffPicture } from './picture-kind.ts';
import type { NotShrunk, ShrinkInput, Shrunk } from './pieces.ts';

type Format = ShrinkInput['formats'][number];
interface Size {
  width: number;
  height: number;
}

const MAX_BYTES = 25_000_000;
const MAX_PIXELS = 50_000_000;
/** AVIF and HEIF take some 19 bytes of memory per pixel. */
const MAX_PIXELS_AVIF = 16_000_000;
/** The longest side that WebP can have. */
const MAX_SIDE = 16_383;

const DECODED = new Set(['jpg', 'png', 'webp', 'gif', 'avif']);
const LOADERS = ['JpegBuffer', 'PngBuffer', 'WebpBuffer', 'NsgifBuffer', 'HeifBuffer'];

/** Low effort for AVIF: more costs seconds a picture and saves a few per cent. */
const ENCODERS: Record<Format, (picture: Sharp) => Sharp> = {
  webp: (picture) => picture.webp(),
  avif: (picture) => picture.avif({ effort: 2 }),
  jpeg: (picture) => picture.flatten({ background: '#ffffff' }).jpeg({ mozjpeg: true }),
};

// These hold for the whole process, and everything in it that decodes comes through this file.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: LOADERS.map((loader) => `VipsForeignLoad${loader}`) });
sharp.concurrency(1); // a child works on one picture at a time; there is a child for each core
sharp.cache(false);

/**
 * Copies at each width in each format, ascending by width, never enlarged: the given widths up to
 * the picture's own, and its own where that is below the largest given. Of an animation, the first
 * frame. Instead of copies the code why there are none: E_TOO_LARGE, E_IMAGE_PIXELS,
 * E_IMAGE_PIXELS_AVIF, W_SVG, W_IMAGE_TYPE, W_IMAGE_CORRUPT. Throws only when the file cannot be read.
 */
export async function shrink({ path, widths, formats }: ShrinkInput): Promise<Shrunk | NotShrunk> {
  if ((await stat(path)).size > MAX_BYTES) return { code: 'E_TOO_LARGE' };
  const bytes = await readFile(path);
  const kind = sniffPicture(bytes)?.extension ?? null;
  if (kind === 'svg') return { code: 'W_SVG' };
  if (kind === null || !DECODED.has(kind)) return { code: 'W_IMAGE_TYPE' };
  try {
    return await shrinkDecodable(bytes, kind, { widths, formats });
  } catch {
    // What sharp says of given bytes it will say again, and to our readers it says nothing.
    return { code: 'W_IMAGE_CORRUPT' };
  }
}

async function shrinkDecodable(
  bytes: Buffer,
  kind: string,
  { widths, formats }: Omit<ShrinkInput, 'path'>,
): Promise<Shrunk | NotShrunk> {
  // Only the header is read here, so the pixels can be counted before any is decoded.
  const header = await sharp(bytes, { limitInputPixels: false }).metadata();
  const tooMany = beyondLimits(header, kind);
  if (tooMany) return { code: tooMany };
  const { width, height } = header.autoOrient;
  const goals = widthsFor(width, widths);
  const base = await decode(bytes, goals.at(-1) ?? width);
  const variants: Shrunk['variants'] = [];
  for (const goal of goals) {
    for (const format of formats) variants.push(await encode(base, goal, format));
  }
  return { width, height, animated: (header.pages ?? 1) > 1 && kind !== 'avif', variants };
}

function beyondLimits({ width, height }: Size, kind: string): Code | null {
  const pixels = width * height;
  if (Math.max(width, height) > MAX_SIDE || pixels > MAX_PIXELS) return 'E_IMAGE_PIXELS';
  return kind === 'avif' && pixels > MAX_PIXELS_AVIF ? 'E_IMAGE_PIXELS_AVIF' : null;
}

function widthsFor(own: number, widths: number[]): number[] {
  const fitting = widths.filter((width) => width <= own);
  const goals = own < Math.max(...widths) ? [...fitting, own] : fitting;
  return [...new Set(goals)].sort((a, b) => a - b);
}

/** Decoded once, at the largest size that is asked for; every copy is made from that. */
async function decode(bytes: Buffer, width: number) {
  const picture = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' });
  return picture
    .autoOrient()
    .resize({ width, withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
}

async function encode(
  { data, info }: Awaited<ReturnType<typeof decode>>,
  width: number,
  format: Format,
): Promise<Shrunk['variants'][number]> {
  const raw = { width: info.width, height: info.height, channels: info.channels };
  const resized = sharp(data, { raw }).resize({ width });
  const copy = await ENCODERS[format](resized).toBuffer({ resolveWithObject: true });
  return { width: copy.info.width, height: copy.info.height, format, content: copy.data };
}
