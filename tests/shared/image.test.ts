/** Rows are those of docs/bad-inputs.md. */
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { thumbHashToApproximateAspectRatio, thumbHashToAverageRGBA } from 'thumbhash';
import { describe, expect, it, onTestFinished } from 'vitest';
import { shrink } from '../../shared/image.ts';
import { sniffPicture } from '../../shared/picture-kind.ts';
import type { NotShrunk, ShrinkInput, Shrunk } from '../../shared/pieces.ts';
import { blots, oddPictures, pngOf } from '../helpers/pictures.ts';

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>';

async function fileWith(bytes: Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'offprint-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'picture');
  await writeFile(path, bytes);
  return path;
}

async function shrunk(bytes: Uint8Array, options: Partial<ShrinkInput> = {}) {
  const path = await fileWith(bytes);
  return shrink({ path, widths: [480, 960, 1600], formats: ['webp'], ...options });
}

function copies(result: Shrunk | NotShrunk): Shrunk {
  if ('code' in result) throw new Error(`there are no copies: ${result.code}`);
  return result;
}

async function firstCopy(bytes: Uint8Array, options: Partial<ShrinkInput> = {}) {
  const result = copies(await shrunk(bytes, options));
  const content = Buffer.from(result.variants[0]?.content ?? []);
  return { result, content, metadata: await sharp(content).metadata() };
}

/** Frames of blots, 70 ms each. */
async function moving(frames: number, width: number, height: number, format: 'gif' | 'webp') {
  const names = Array.from({ length: frames }, (_, n) => `frame ${n}`);
  const pictures = await Promise.all(
    names.map((name) => blots(name, width, height).png({ compressionLevel: 0 }).toBuffer()),
  );
  const joined = sharp(pictures, { join: { animated: true } });
  const delay = names.map(() => 70);
  return (format === 'gif' ? joined.gif({ delay, effort: 1 }) : joined.webp({ delay })).toBuffer();
}

describe('shrink', () => {
  it.each([
    [300, [300]],
    [480, [480]],
    [700, [480, 700]],
    [1600, [480, 960, 1600]],
    [2000, [480, 960, 1600]],
  ])('never enlarges: of %i pixels it makes %j', async (width, widths) => {
    const result = copies(await shrunk(await blots('wide', width, 200).png().toBuffer()));
    expect(result).toMatchObject({ width, height: 200, frozen: false, original: null });
    expect(result.variants.map((variant) => variant.width)).toEqual(widths);
    for (const { content, ...size } of result.variants) {
      const { width, height, format } = await sharp(content).metadata();
      expect({ width, height, format }).toEqual(size);
    }
  });

  it('makes every format, ascending by width', async () => {
    const bytes = await blots('formats', 500, 300).jpeg().toBuffer();
    const formats: ShrinkInput['formats'] = ['webp', 'avif', 'jpeg'];
    const { variants } = copies(await shrunk(bytes, { widths: [960, 480], formats }));
    const made = variants.map(({ width, format }) => `${width} ${format}`);
    expect(made).toEqual([480, 500].flatMap((width) => formats.map((f) => `${width} ${f}`)));
    const kinds = variants.map(({ content }) => sniffPicture(content)?.extension);
    expect(kinds).toEqual(['webp', 'avif', 'jpg', 'webp', 'avif', 'jpg']);
  });

  it('makes the same bytes every time', async () => {
    const bytes = await blots('again', 700, 400).jpeg().toBuffer();
    const formats: ShrinkInput['formats'] = ['webp', 'avif', 'jpeg'];
    expect(await shrunk(bytes, { formats })).toEqual(await shrunk(bytes, { formats }));
  });

  it('puts what is transparent on white where the format knows no transparency', async () => {
    const create = { width: 90, height: 90, channels: 4, background: '#00000000' } as const;
    const bytes = await sharp({ create }).png({ compressionLevel: 0 }).toBuffer();
    const { content } = await firstCopy(bytes, { formats: ['jpeg'] });
    expect((await sharp(content).stats()).dominant).toMatchObject({ r: 248, g: 248, b: 248 });
    expect((await firstCopy(bytes)).metadata.hasAlpha).toBe(true);
  });

  it.each(['truncated-jpeg', 'truncated-png'] as const)(
    'says that a %s is damaged (row 44)',
    async (name) => {
      const { bytes } = await oddPictures[name]();
      expect(await shrunk(bytes)).toEqual({ code: 'W_IMAGE_CORRUPT' });
    },
  );

  it('decodes no more pixels than the limit (row 45)', async () => {
    expect(await shrunk(pngOf(50_000, 50_000))).toEqual({ code: 'E_IMAGE_PIXELS' });
    expect(await shrunk(pngOf(16_384, 10))).toEqual({ code: 'E_IMAGE_PIXELS' });
    expect(await shrunk((await oddPictures.huge()).bytes)).toEqual({ code: 'E_IMAGE_PIXELS' });
  });

  it('decodes fewer pixels of an AVIF (row 46)', async () => {
    const { bytes } = await oddPictures['huge-avif']();
    expect(await shrunk(bytes)).toEqual({ code: 'E_IMAGE_PIXELS_AVIF' });
    const small = await blots('small', 64, 48).avif({ effort: 0 }).toBuffer();
    expect(copies(await shrunk(small))).toMatchObject({ width: 64, frozen: false });
  });

  it.each(['gif', 'webp'] as const)('keeps a %s moving (row 47)', async (format) => {
    const { result, metadata } = await firstCopy(await moving(3, 320, 200, format), {
      widths: [160],
      formats: ['avif', 'jpeg'],
    });
    expect(result).toMatchObject({ width: 320, height: 200, frozen: false });
    expect(result.variants).toMatchObject([{ width: 160, height: 100, format: 'webp' }]);
    expect(metadata).toMatchObject({ format: 'webp', pages: 3, width: 160, delay: [70, 70, 70] });
  });

  it('shows the first frame of an animation that is very large (row 47)', async () => {
    const frames = Array.from({ length: 16 }, (_, n) => ({ r: n * 9, g: 90, b: 255 - n * 9 }));
    const pictures = await Promise.all(
      frames.map((background) =>
        sharp({ create: { width: 1600, height: 1200, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const long = sharp(pictures, { join: { animated: true } }).gif({ effort: 1, colours: 32 });
    const { result, metadata } = await firstCopy(await long.toBuffer());
    expect(result).toMatchObject({ width: 1600, height: 1200, frozen: true });
    expect(metadata.pages ?? 1).toBe(1);
    expect(metadata.height).toBe(360);
  });

  it.each([
    ['plain', SVG],
    ['after a declaration and a comment', `<?xml version="1.0"?>\n<!-- a > b -->\n${SVG}`],
    ['that includes a file', SVG.replace('/>', '><image href="file:///etc/passwd"/></svg>')],
  ])('never draws an SVG: %s (row 48)', async (_, text) => {
    expect(await shrunk(Buffer.from(text))).toEqual({ code: 'W_SVG' });
  });

  it('has switched off every decoder that it does not need (row 48)', async () => {
    await expect(sharp(Buffer.from(SVG)).metadata()).rejects.toThrow();
    const tiff = await blots('tiff', 9, 9).tiff().toBuffer();
    await expect(sharp(tiff).metadata()).rejects.toThrow();
    await expect(sharp(await fileWith(tiff)).metadata()).rejects.toThrow();
    const png = await blots('by path', 9, 9).png().toBuffer();
    await expect(sharp(await fileWith(png)).metadata()).rejects.toThrow();
  });

  it('hands on nothing that is hidden in or behind a picture (row 49)', async () => {
    const script = '<?php system("id"); ?> PK\x03\x04 alert(1)';
    const picture = await blots('polyglot', 300, 200)
      .withExif({ IFD0: { Copyright: script } })
      .jpeg()
      .toBuffer();
    const bytes = Buffer.concat([picture, Buffer.from(script)]);
    expect(bytes.includes('php system')).toBe(true);
    const { content } = await firstCopy(bytes, { formats: ['jpeg'] });
    expect(content.includes('system')).toBe(false);
  });

  it('does not say where a photograph was taken (row 50)', async () => {
    const { bytes } = await oddPictures.gps();
    expect((await sharp(bytes).metadata()).exif).toBeDefined();
    for (const format of ['webp', 'avif', 'jpeg'] as const) {
      const { metadata } = await firstCopy(bytes, { formats: [format] });
      expect(metadata.exif).toBeUndefined();
      expect(metadata.icc).toBeUndefined();
    }
  });

  it.each(['cmyk', '16-bit', 'grey'] as const)(
    'makes sRGB of a %s picture (row 51)',
    async (name) => {
      const { metadata } = await firstCopy((await oddPictures[name]()).bytes, {
        formats: ['jpeg'],
      });
      expect(metadata).toMatchObject({ space: 'srgb', channels: 3, depth: 'uchar' });
    },
  );

  it('keeps the colours of a wide-gamut picture (row 51)', async () => {
    const colour = { r: 200, g: 40, b: 60 };
    const bytes = await sharp({
      create: { width: 64, height: 64, channels: 3, background: colour },
    })
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const means = async (picture: Buffer) =>
      (await sharp(picture).stats()).channels.map(({ mean }) => Math.round(mean));
    const inFile = await sharp(bytes).pipelineColourspace('srgb').stats();
    expect(Math.abs((inFile.channels[0]?.mean ?? 0) - colour.r)).toBeGreaterThan(5);
    const { content } = await firstCopy(bytes);
    const [red = 0, green = 0, blue = 0] = await means(content);
    expect(Math.max(...[red - 200, green - 40, blue - 60].map(Math.abs))).toBeLessThan(4);
  });

  it('sets a picture upright that lies on its side (row 51)', async () => {
    const { result, metadata } = await firstCopy((await oddPictures.turned()).bytes, {
      widths: [600],
    });
    expect(result).toMatchObject({ width: 600, height: 800 });
    expect(metadata).toMatchObject({ width: 600, height: 800 });
    expect(metadata.orientation).toBeUndefined();
  });

  it('reads a picture whose colour profile is rubbish (row 51)', async () => {
    const picture = await blots('profile', 300, 200).jpeg().toBuffer();
    const profile = Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01'), Buffer.alloc(200, 7)]);
    const header = Buffer.from([0xff, 0xe2, 0, profile.length + 2]);
    const bytes = Buffer.concat([picture.subarray(0, 2), header, profile, picture.subarray(2)]);
    expect((await firstCopy(bytes)).metadata).toMatchObject({ width: 300, space: 'srgb' });
  });

  it('does not open a file beyond 25 MB', async () => {
    const path = await fileWith(await blots('heavy', 9, 9).png().toBuffer());
    await truncate(path, 25_000_001);
    expect(await shrink({ path, widths: [480], formats: ['webp'] })).toEqual({
      code: 'E_TOO_LARGE',
    });
  });

  it('says of what is no picture, or none that browsers show, that it is none', async () => {
    expect(await shrunk(Buffer.from('<!doctype html><svg></svg>'))).toEqual({
      code: 'W_IMAGE_TYPE',
    });
    expect(await shrunk(await blots('tiff', 9, 9).tiff().toBuffer())).toEqual({
      code: 'W_IMAGE_TYPE',
    });
    expect(await shrunk(Buffer.alloc(0))).toEqual({ code: 'W_IMAGE_TYPE' });
  });
});

describe('sniffPicture', () => {
  const bytes = (text: string) => Buffer.from(text, 'latin1');

  it.each(['jpeg', 'png', 'gif', 'webp', 'avif', 'tiff'] as const)(
    'knows a %s by its first bytes',
    async (format) => {
      const file = await blots('sniffed', 20, 20).toFormat(format).toBuffer();
      expect(sniffPicture(file.subarray(0, 64))?.mime).toBe(`image/${format}`);
    },
  );

  it.each([
    ['heic', bytes('\0\0\0\x18ftypmif1\0\0\0\0mif1heic')],
    ['avif', bytes('\0\0\0\x18ftypmif1\0\0\0\0mif1avif')],
    ['bmp', bytes(`BM\x36\x10\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0`)],
    ['ico', bytes('\0\0\x01\0\x02\0')],
    ['jxl', bytes('\xff\x0a')],
    ['svg', bytes(`\xef\xbb\xbf \n${SVG}`)],
    ['svg', bytes('<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN">')],
    ['svg', bytes(`<!--${' licence'.repeat(300)}--><svg:svg>`)],
    ['svg', Buffer.from(`\ufeff${SVG}`, 'utf16le')],
  ])('knows a %s', (extension, file) => {
    expect(sniffPicture(file)?.extension).toBe(extension);
  });

  it.each([
    '',
    'BMW 宣布在华新厂投产',
    'BM and other initials of people in this story',
    'II. 第二章',
    '<!doctype html><p><svg></svg>',
    '<?xml version="1.0"?><html><svg/></html>',
    '<svgs>',
    '<!-- never closed <svg>',
    'GIF 是一种图片格式',
    '\0\0\0\x18ftypisom\0\0\0\0isommp42',
    '\0\0\x01\0\0\0',
    'RIFF\0\0\0\0WAVE',
  ])('takes no text, page, sound or film for a picture: %j', (text) => {
    expect(sniffPicture(Buffer.from(text))).toBeNull();
  });
});

/** Black lines on white, as in a chart or on a page of text. */
async function chart(width = 800, height = 600) {
  const lines = Array.from({ length: 40 }, (_, n) => n * 15 + 3);
  const raw = Buffer.alloc(width * height * 3, 255);
  for (const y of lines.filter((line) => line < height)) {
    for (let x = y; x < Math.min(y + 300, width); x += 1)
      raw.fill(0, (y * width + x) * 3, (y * width + x) * 3 + 3);
  }
  return sharp(raw, { raw: { width, height, channels: 3 } });
}

describe('a copy that is no smaller than the original', () => {
  it('is left out, and the original takes its place', async () => {
    const bytes = await (await chart()).png({ palette: true }).toBuffer();
    const result = copies(await shrunk(bytes, { formats: ['jpeg'] }));
    expect(result.variants.length).toBeLessThan(2);
    expect(result.variants.every(({ content }) => content.length < bytes.length)).toBe(true);
    expect(result.original).toEqual({ format: 'png', bytes: bytes.length });
  });

  it.each([
    [
      'that says where it was taken',
      (picture: Sharp) => picture.withExif({ IFD0: { Artist: 'x' } }),
    ],
    ['with a colour profile', (picture: Sharp) => picture.withIccProfile('p3')],
    ['that lies on its side', (picture: Sharp) => picture.withMetadata({ orientation: 8 })],
  ])('is kept where the original is one %s', async (_, change) => {
    const bytes = await change(blots('tiny', 40, 30))
      .jpeg({ quality: 1 })
      .toBuffer();
    const { variants, original } = copies(await shrunk(bytes, { formats: ['avif', 'jpeg'] }));
    expect(original).toBeNull();
    expect(variants.length).toBeGreaterThan(0);
  });

  it('is kept where something hides behind the original', async () => {
    const bytes = await (await chart()).png({ palette: true }).toBuffer();
    const result = copies(await shrunk(Buffer.concat([bytes, Buffer.from('PK\x03\x04')])));
    expect(result.original).toBeNull();
    expect(result.variants.length).toBeGreaterThan(0);
  });
});

/** As grainy as a photograph in the dark. */
function noise(width: number, height: number): Sharp {
  const grain = { type: 'gaussian', mean: 128, sigma: 20 } as const;
  return sharp({ create: { width, height, channels: 3, background: 'grey', noise: grain } });
}

describe('a chart or a screenshot', () => {
  it('stays sharp', async () => {
    const picture = await chart();
    const bytes = await picture.png({ palette: false, compressionLevel: 0 }).toBuffer();
    const { content } = await firstCopy(bytes, { widths: [800] });
    const [before, after] = await Promise.all([
      picture.raw().toBuffer(),
      sharp(content).removeAlpha().raw().toBuffer(),
    ]);
    const worst = before.reduce(
      (most, value, at) => Math.max(most, Math.abs(value - (after[at] ?? 0))),
      0,
    );
    expect(worst).toBeLessThan(8);
  });

  it('is not what a photograph is taken for', async () => {
    for (const picture of [blots('smooth', 800, 600), noise(800, 600)]) {
      const bytes = await picture.png().toBuffer();
      const { content } = await firstCopy(bytes, { widths: [800] });
      expect(content.equals(await sharp(bytes).webp().toBuffer())).toBe(true);
    }
  });
});

describe('the impression of a picture', () => {
  it('is a thumbhash and the colour there is most of', async () => {
    const create = { width: 300, height: 200, channels: 3, background: '#c02030' } as const;
    const { thumbhash, colour } = copies(await shrunk(await sharp({ create }).jpeg().toBuffer()));
    expect(thumbHashToApproximateAspectRatio(Buffer.from(thumbhash, 'base64'))).toBeCloseTo(1.5, 0);
    const { r, g, b } = thumbHashToAverageRGBA(Buffer.from(thumbhash, 'base64'));
    expect([r, g, b].map((share) => Math.round((share * 255) / 16))).toEqual([12, 2, 3]);
    expect(colour).toMatch(/^#(?:b8|c0|c8)(?:18|20|28)(?:28|30|38)$/);
  });

  it('tells pictures that are nearly the same from others', async () => {
    const likeness = async (bytes: Buffer) => copies(await shrunk(bytes)).likeness;
    const far = (a: string, b: string) =>
      [...(BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2)].filter((bit) => bit === '1').length;
    const one = await likeness(await blots('ferry', 1200, 800).jpeg().toBuffer());
    const again = await likeness(await blots('ferry', 300, 200).webp({ quality: 30 }).toBuffer());
    const other = await likeness(await blots('pier', 1200, 800).jpeg().toBuffer());
    expect(one).toMatch(/^[0-9a-f]{16}$/);
    expect(far(one, again)).toBeLessThanOrEqual(4);
    expect(far(one, other)).toBeGreaterThan(12);
  });
});
