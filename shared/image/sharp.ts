/**
 * sharp, with only the decoders of five formats switched on, and those for buffers only: libvips
 * would also read SVG, PDF or a file that another file names. Everything in the process that decodes
 * a picture comes through here.
 */
import sharp from 'sharp';

const LOADERS = ['JpegBuffer', 'PngBuffer', 'WebpBuffer', 'NsgifBuffer', 'HeifBuffer'];

sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: LOADERS.map((loader) => `VipsForeignLoad${loader}`) });
sharp.concurrency(1); // a child works on one picture at a time; there is a child for each core
sharp.cache(false);

export { sharp };

/** Decoded pixels, upright and in sRGB. */
export interface Pixels {
  data: Buffer;
  info: { width: number; height: number; channels: 1 | 2 | 3 | 4 };
}

export function fromPixels({ data, info: { width, height, channels } }: Pixels) {
  return sharp(data, { raw: { width, height, channels } });
}

/** In the same shape, `width` pixels wide. */
export async function scaled(pixels: Pixels, width: number): Promise<Pixels> {
  if (width === pixels.info.width) return pixels;
  return fromPixels(pixels).resize({ width }).raw().toBuffer({ resolveWithObject: true });
}
