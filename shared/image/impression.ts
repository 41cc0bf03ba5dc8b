/** What stands for a picture before it is there, and tells whether two are nearly the same. */
import { rgbaToThumbHash } from 'thumbhash';
import { fromPixels, type Pixels, sharp } from './sharp.ts';

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

export async function impressionOf(pixels: Pixels): Promise<Impression> {
  const small = await fromPixels(pixels)
    .resize(SMALL, SMALL, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = small.info;
  const thumbhash = Buffer.from(rgbaToThumbHash(width, height, small.data)).toString('base64');
  const [colour, likeness] = await Promise.all([dominant(small), differenceHash(small)]);
  return { thumbhash, colour, likeness };
}

async function dominant(small: Pixels): Promise<string> {
  const flat = await fromPixels(small).flatten({ background: '#ffffff' }).png().toBuffer();
  const { r, g, b } = (await sharp(flat).stats()).dominant;
  return `#${[r, g, b].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** dHash (Neal Krawetz, 2013): survives scaling, recompression and small changes of colour. */
async function differenceHash(small: Pixels): Promise<string> {
  const grey = await fromPixels(small)
    .flatten({ background: '#ffffff' })
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
