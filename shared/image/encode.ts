/** How copies are written: photographs small, charts and screenshots sharp, animations moving. */
import type { Sharp } from 'sharp';
import type { ShrinkInput } from '../pieces.ts';
import { fromPixels, type Pixels, sharp } from './sharp.ts';

export type Format = ShrinkInput['formats'][number];
export type Kind = 'photograph' | 'graphic';

export interface Copy {
  width: number;
  height: number;
  format: Format;
  content: Buffer;
}

/** Low effort for AVIF: more costs seconds a picture and saves a few per cent. */
const ENCODERS: Record<Kind, Record<Format, (picture: Sharp) => Sharp>> = {
  photograph: {
    webp: (picture) => picture.webp(),
    avif: (picture) => picture.avif({ effort: 2 }),
    jpeg: (picture) => picture.flatten({ background: '#ffffff' }).jpeg({ mozjpeg: true }),
  },
  // Lossy codecs blur the edges of letters: full colour resolution, and little or no loss.
  graphic: {
    webp: (picture) => picture.webp({ nearLossless: true, quality: 60 }),
    avif: (picture) => picture.avif({ effort: 2, quality: 75, chromaSubsampling: '4:4:4' }),
    jpeg: (picture) =>
      picture
        .flatten({ background: '#ffffff' })
        .jpeg({ mozjpeg: true, quality: 92, chromaSubsampling: '4:4:4' }),
  },
};

export async function encodeStill(
  pixels: Pixels,
  { width, format, kind }: { width: number; format: Format; kind: Kind },
): Promise<Copy> {
  const picture = ENCODERS[kind][format](fromPixels(pixels).resize({ width }));
  const { data, info } = await picture.toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, format, content: data };
}

/** All frames, as WebP: the one format of the three that both moves and is written quickly. */
export async function encodeAnimation(bytes: Buffer, width: number): Promise<Copy> {
  const picture = sharp(bytes, { animated: true, limitInputPixels: false, failOn: 'error' })
    .resize({ width, withoutEnlargement: true })
    .webp({ effort: 2 });
  const { data, info } = await picture.toBuffer({ resolveWithObject: true });
  const height = info.pageHeight ?? info.height;
  return { width: info.width, height, format: 'webp', content: data };
}

/** Rows looked at; pixels in a row of one colour that count as an area; share of the picture. */
const EVERY_ROW = 4;
const AREA = 16;
const FLAT = 0.4;

/**
 * A chart, a screenshot, a page of text: large areas of one colour. Photographs have none but for a
 * burnt-out sky. Asked only of lossless sources, since JPEG has blurred the others already.
 */
export function kindOf({ data, info: { width, height, channels } }: Pixels): Kind {
  let [flat, seen] = [0, 0];
  for (let y = 0; y < height; y += EVERY_ROW) {
    let run = 1;
    for (let x = 1; x <= width; x += 1) {
      if (x < width && isAlike(data, (y * width + x) * channels, channels)) run += 1;
      else {
        if (run >= AREA) flat += run;
        run = 1;
      }
    }
    seen += width;
  }
  return flat >= seen * FLAT ? 'graphic' : 'photograph';
}

/** The pixel at this place, and the one to its left. */
function isAlike(data: Buffer, at: number, channels: number): boolean {
  for (let channel = 0; channel < channels; channel += 1) {
    if (data[at + channel] !== data[at + channel - channels]) return false;
  }
  return true;
}
