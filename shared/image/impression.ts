/** What stands for a picture before it is there, and tells whether two are nearly the same. */

import type { Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { fromPixels, type Pixels } from './sharp.ts';

export interface Impression {
  /** Base64 (https://evanw.github.io/thumbhash): some 25 bytes that give a blurred picture. */
  thumbhash: string;
  /** The colour there is most of: `#rrggbb`. */
  colour: string;
  /** 64 bits in hex: for each of 8 × 8 places whether the next to the right is brighter. */
  likeness: string;
}

/** The longest side that thumbhash takes. */
const SMALL = 100;

/** Of any copy of the picture; of the smallest it costs least. */
export async function impressionOf(copy: Sharp): Promise<Impression> {
  const small = await copy
    .resize(SMALL, SMALL, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = small.info;
  const thumbhash = Buffer.from(rgbaToThumbHash(width, height, small.data)).toString('base64');
  const opaque = await fromPixels(small)
    .flatten({ background: '#ffffff' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { thumbhash, colour: dominant(opaque), likeness: await differenceHash(opaque) };
}

/** Sixteen steps a channel, as sharp's own; but that also works out entropy and sharpness, ten times as long. */
function dominant({ data, info: { channels } }: Pixels): string {
  const counts = new Uint32Array(4_096);
  for (let at = 0; at + 2 < data.length; at += channels) {
    const [r = 0, g = r, b = r] = channels < 3 ? [data[at]] : data.subarray(at, at + 3);
    const step = ((r >> 4) << 8) | ((g >> 4) << 4) | (b >> 4);
    counts[step] = (counts[step] ?? 0) + 1;
  }
  const most = counts.indexOf(counts.reduce((a, b) => Math.max(a, b), 0));
  // The middle of the step.
  const channel = (shift: number) =>
    (((most >> shift) & 15) * 16 + 8).toString(16).padStart(2, '0');
  return `#${channel(8)}${channel(4)}${channel(0)}`;
}

/** dHash (Neal Krawetz, 2013): survives scaling, recompression and small changes of colour. */
async function differenceHash(opaque: Pixels): Promise<string> {
  const grey = await fromPixels(opaque)
    .greyscale()
    .resize(9, 8, { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { channels } = grey.info;
  let bits = '';
  for (let y = 0; y < 8; y += 1) {
    for (let x = 0; x < 8; x += 1) {
      const at = (y * 9 + x) * channels;
      bits += (grey.data[at] ?? 0) < (grey.data[at + channels] ?? 0) ? '1' : '0';
    }
  }
  return BigInt(`0b${bits}`).toString(16).padStart(16, '0');
}
