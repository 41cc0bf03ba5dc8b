/**
 * One picture in, smaller copies out, upright, in sRGB and without metadata (a photograph can say
 * where somebody lives). Runs in a child process. With shared/image/, all that knows sharp.
 */
import { readFile, stat } from 'node:fs/promises';
import type { Metadata } from 'sharp';
import type { Code } from './codes.ts';
import { type Copy, encodeAnimation, encodeStill, type Kind, kindOf } from './image/encode.ts';
import { impressionOf } from './image/impression.ts';
import { type Pixels, scaled, sharp } from './image/sharp.ts';
import { sniffPicture } from './picture-kind.ts';
import type { NotShrunk, ShrinkInput, Shrunk } from './pieces.ts';

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
/** Of all frames of an animation together: some five seconds of work. Of more, the first frame. */
const MAX_PIXELS_MOVING = 30_000_000;

const DECODED = new Set(['jpg', 'png', 'webp', 'gif', 'avif']);
/** What loses nothing: only of these it pays to ask whether they are charts. */
const LOSSLESS = new Set(['png', 'gif']);
/** As a variant's format names them. Browsers show these as they are. */
const SHOWN_AS_IT_IS: Record<string, 'jpeg' | 'png' | 'gif' | 'webp'> = {
  jpg: 'jpeg',
  png: 'png',
  gif: 'gif',
  webp: 'webp',
};

/** Colour spaces that need no profile. */
const SCREEN = new Set(['srgb', 'b-w']);

/**
 * Copies at each width in each format, ascending by width, never enlarged: the given widths up to
 * the picture's own, and its own where that is below the largest given. A copy that is no smaller in
 * bytes than the original is left out, and the original takes its place where it is fit to be shown.
 * Animations stay so, as WebP whatever the formats; of a very large one the first frame. Instead of
 * copies the code why there are none: E_TOO_LARGE, E_IMAGE_PIXELS, E_IMAGE_PIXELS_AVIF, W_SVG,
 * W_IMAGE_TYPE, W_IMAGE_CORRUPT. Throws only when the file cannot be read.
 */
export async function shrink(input: ShrinkInput): Promise<Shrunk | NotShrunk> {
  const { widths, formats } = input;
  const bytes = await bytesOf(input);
  if (bytes === null) return { code: 'E_TOO_LARGE' };
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

/** null where there are too many. */
async function bytesOf(input: ShrinkInput): Promise<Buffer | null> {
  if ('bytes' in input)
    return Buffer.from(input.bytes.buffer, input.bytes.byteOffset, input.bytes.length);
  return (await stat(input.path)).size > MAX_BYTES ? null : readFile(input.path);
}

async function shrinkDecodable(
  bytes: Buffer,
  kind: string,
  { widths, formats }: Pick<ShrinkInput, 'widths' | 'formats'>,
): Promise<Shrunk | NotShrunk> {
  // Only the header is read here, so the pixels can be counted before any is decoded.
  const header = await sharp(bytes, { limitInputPixels: false }).metadata();
  const tooMany = beyondLimits(header, kind);
  if (tooMany) return { code: tooMany };
  const { width, height } = header.autoOrient;
  const goals = widthsFor(width, widths);
  const pixels = await decode(bytes, goals.at(-1) ?? width);
  const frames = kind === 'avif' ? 1 : (header.pages ?? 1);
  const moves = frames > 1 && frames * width * height <= MAX_PIXELS_MOVING;
  const smallest = await scaled(pixels, goals[0] ?? width);
  const copies = moves
    ? await animations(bytes, goals)
    : await stills(
        { pixels, smallest, goals },
        formats,
        LOSSLESS.has(kind) ? kindOf(pixels) : 'photograph',
      );
  return {
    width,
    height,
    frozen: frames > 1 && !moves,
    ...worthKeeping(
      copies,
      bytes.length,
      isFitToBeShown(header, bytes, kind) ? SHOWN_AS_IT_IS[kind] : undefined,
    ),
    ...(await impressionOf(smallest)),
  };
}

/** `shownAs`: the format of an original that is fit to be shown. Without it a picture has copies, however large. */
function worthKeeping(
  copies: Copy[],
  bytes: number,
  shownAs: 'jpeg' | 'png' | 'gif' | 'webp' | undefined,
): Pick<Shrunk, 'variants' | 'original'> {
  const smaller = copies.filter(({ content }) => content.length < bytes);
  if (smaller.length === copies.length) return { variants: copies, original: null };
  if (shownAs) return { variants: smaller, original: { format: shownAs, bytes } };
  return { variants: smaller.length > 0 ? smaller : copies, original: null };
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
async function decode(bytes: Buffer, width: number): Promise<Pixels> {
  return sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
    .autoOrient()
    .resize({ width, withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
}

async function stills(
  { pixels, smallest, goals }: { pixels: Pixels; smallest: Pixels; goals: number[] },
  formats: ShrinkInput['formats'],
  kind: Kind,
): Promise<Copy[]> {
  const copies: Copy[] = [];
  for (const width of goals) {
    const from = width === smallest.info.width ? smallest : pixels;
    for (const format of formats) copies.push(await encodeStill(from, { width, format, kind }));
  }
  return copies;
}

async function animations(bytes: Buffer, widths: number[]): Promise<Copy[]> {
  const copies: Copy[] = [];
  for (const width of widths) copies.push(await encodeAnimation(bytes, width));
  return copies;
}

/** It says nothing about whoever made it, hides nothing behind its end, and every screen shows it right. */
function isFitToBeShown(header: Metadata, bytes: Buffer, kind: string): boolean {
  const { exif, xmp, iptc, icc, comments, orientation, space, depth } = header;
  const saysNothing = [exif, xmp, iptc, icc, comments].every((part) => part === undefined);
  const isUpright = (orientation ?? 1) === 1;
  const isPlain = SCREEN.has(space ?? '') && depth === 'uchar';
  return saysNothing && isUpright && isPlain && endsWhereItShould(bytes, kind);
}

/** A second file may follow the picture, for whoever looks for one there. */
function endsWhereItShould(bytes: Buffer, kind: string): boolean {
  if (kind === 'webp') return bytes.readUInt32LE(4) + 8 === bytes.length;
  const end = { jpg: 'ffd9', png: '49454e44ae426082', gif: '3b' }[kind];
  return end !== undefined && bytes.subarray(-end.length / 2).toString('hex') === end;
}
