/**
 * Pictures made by sharp out of a name: the same name gives the same bytes. Smooth blots of colour,
 * so that they compress like photographs. And pictures with something odd about them, each by name.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

export interface MadePicture {
  bytes: Buffer;
  mime: string;
}

const SIZES: [number, number][] = [
  [800, 533],
  [1200, 800],
  [300, 200],
  [1600, 1067],
  [640, 960],
  [2400, 1350],
];

/** Of sixteen: few are GIFs, which take long to make. */
const FORMATS = [...Array<'jpeg'>(11).fill('jpeg'), 'png', 'png', 'webp', 'webp', 'gif'] as const;

/** Little effort: many are made, on demand, while somebody waits. */
const QUICK = {
  jpeg: {},
  png: {},
  webp: { effort: 0 },
  gif: { effort: 1, colours: 32, dither: 0 },
};

/** A picture of a size and a format that follow from its name. */
export async function pictureOf(name: string): Promise<MadePicture> {
  const [first = 0, second = 0] = bytesOf(name);
  const [width, height] = SIZES[first % SIZES.length] ?? [800, 533];
  const format = FORMATS[second % FORMATS.length] ?? 'jpeg';
  const bytes = await blots(name, width, height).toFormat(format, QUICK[format]).toBuffer();
  return { bytes, mime: `image/${format}` };
}

/** The same, each made once and kept in `folder`. */
export function keeping(folder: string): typeof pictureOf {
  mkdirSync(folder, { recursive: true });
  return async (name) => {
    const start = join(folder, createHash('sha256').update(name).digest('hex'));
    const kept = Object.keys(QUICK)
      .map((format) => ({ file: `${start}.${format}`, mime: `image/${format}` }))
      .find(({ file }) => existsSync(file));
    if (kept) return { bytes: await readFile(kept.file), mime: kept.mime };
    const picture = await pictureOf(name);
    const file = `${start}.${picture.mime.replace('image/', '')}`;
    // Two may be asked for it at once.
    const part = `${file}.${randomUUID()}`;
    await writeFile(part, picture.bytes);
    await rename(part, file);
    return picture;
  };
}

/** Sharp's picture of blots, to be given a format. */
export function blots(name: string, width: number, height: number): Sharp {
  const channels = 3;
  const grid = { width: 4, height: 2, channels } as const;
  return sharp(bytesOf(name).subarray(0, 24), { raw: grid }).resize(width, height, {
    fit: 'fill',
    kernel: 'cubic',
  });
}

/** What one has to be ready for: docs/bad-inputs.md 44 to 51. */
export const oddPictures = {
  /** PNG, 81 million pixels in some 250 kB. */
  huge: async () => png(flat(9_000, 9_000).png()),
  /** AVIF, 17 million pixels in less than a kilobyte. */
  'huge-avif': async () => made(flat(8_000, 2_125).avif({ effort: 0 }), 'image/avif'),
  avif: async () => made(blots('avif', 640, 480).avif({ effort: 0 }), 'image/avif'),
  gps: async () =>
    jpeg(
      blots('gps', 800, 600).withExif({
        IFD0: { Artist: 'Somebody' },
        IFD3: {
          GPSLatitudeRef: 'N',
          GPSLatitude: '31/1 14/1 0/1',
          GPSLongitudeRef: 'E',
          GPSLongitude: '121/1 29/1 0/1',
        },
      }),
    ),
  cmyk: async () => jpeg(blots('cmyk', 800, 600).toColourspace('cmyk')),
  '16-bit': async () => png(blots('16-bit', 800, 600).toColourspace('rgb16').png()),
  /** Lies on its side in the file: 800 × 600, to be shown as 600 × 800. */
  turned: async () => jpeg(blots('turned', 800, 600).withMetadata({ orientation: 8 })),
  grey: async () => png(blots('grey', 800, 600).toColourspace('b-w').png()),
  'truncated-jpeg': async () => cut(await jpeg(blots('truncated', 800, 600))),
  'truncated-png': async () => cut(await png(blots('truncated', 800, 600).png())),
  animated: async () => {
    const frames = await Promise.all(
      ['one', 'two', 'three'].map((name) => blots(name, 320, 200).png().toBuffer()),
    );
    return made(sharp(frames, { join: { animated: true } }).gif(), 'image/gif');
  },
  svg: async () => ({
    bytes: Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    ),
    mime: 'image/svg+xml',
  }),
} satisfies Record<string, () => Promise<MadePicture>>;

function flat(width: number, height: number): Sharp {
  return sharp({ create: { width, height, channels: 3, background: 'teal' } });
}

async function made(picture: Sharp, mime: string): Promise<MadePicture> {
  return { bytes: await picture.toBuffer(), mime };
}

function jpeg(picture: Sharp): Promise<MadePicture> {
  return made(picture.jpeg(), 'image/jpeg');
}

function png(picture: Sharp): Promise<MadePicture> {
  return made(picture, 'image/png');
}

function cut({ bytes, mime }: MadePicture): MadePicture {
  return { bytes: bytes.subarray(0, bytes.length >> 1), mime };
}

function bytesOf(name: string): Buffer {
  return createHash('sha256').update(name).digest();
}

/** A PNG that says to have these measures, and little in it. */
export function pngOf(width: number, height: number): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const chunk = (name: string, content: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), content]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  const pixels = deflateSync(Buffer.alloc(1_000));
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels)]);
}
