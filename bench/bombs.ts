/**
 * What a child process needs for pictures that were made to exhaust it: outcome, seconds, most memory.
 *
 *   node --import tsx bench/bombs.ts [--json]
 *
 * Each runs in a process of its own, as a child of a worker does; 512 MB is what one may have.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import { pngOf } from '../tests/helpers/pictures.ts';

const flat = (width: number, height: number, channels: 3 | 4 = 3): Sharp =>
  sharp({ create: { width, height, channels, background: '#208070ff' }, limitInputPixels: false });

const bombs: Record<string, () => Promise<Buffer>> = {
  'an ordinary photograph, 2400 × 1600': () => flat(2400, 1600).jpeg().toBuffer(),
  'AVIF, 17 million pixels': () => flat(8_000, 2_125).avif({ effort: 0 }).toBuffer(),
  'AVIF, just below the limit': () => flat(4_000, 3_990).avif({ effort: 0 }).toBuffer(),
  'PNG that says 50,000 × 50,000': async () => pngOf(50_000, 50_000),
  'PNG, 16,000 × 16,000, one bit': () => flat(16_000, 16_000).png({ palette: true }).toBuffer(),
  'PNG, interlaced, 50 million pixels, with alpha': () =>
    flat(7_000, 7_100, 4).png({ progressive: true }).toBuffer(),
  'JPEG, progressive, 50 million pixels': () =>
    flat(7_000, 7_100).jpeg({ progressive: true }).toBuffer(),
  'JPEG, 50 million pixels': () => flat(7_000, 7_100).jpeg().toBuffer(),
  'WebP, 50 million pixels': () => flat(7_000, 7_100).webp({ effort: 0 }).toBuffer(),
  'GIF, 1000 × 1000, 5,000 frames': async () => gifOf(1_000, 1_000, 5_000),
  'GIF, 10 × 10, 100,000 frames': async () => gifOf(10, 10, 100_000),
  'GIF that moves, 600 × 400, 60 frames': () => moving(600, 400, 60),
  'SVG, 235 bytes of turbulence': async () =>
    Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="4000"><filter id="f"><feTurbulence baseFrequency=".9" numOctaves="20"/><feGaussianBlur stdDeviation="90"/></filter><rect width="4000" height="4000" filter="url(#f)"/></svg>',
    ),
};

if (process.argv[2] === '--one') await one(process.argv[3] ?? '');
else await all();

async function all(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'offprint-bombs-'));
  const rows: Record<string, unknown>[] = [];
  for (const [bomb, make] of Object.entries(bombs)) {
    const path = join(folder, 'bomb');
    await writeFile(path, await make());
    const { size } = await stat(path);
    const args = ['--import', 'tsx', import.meta.filename, '--one', path];
    const env = { ...process.env, MALLOC_ARENA_MAX: '2' };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    rows.push({ bomb, bytes: size, ...JSON.parse(stdout) });
  }
  await rm(folder, { recursive: true });
  if (process.argv.includes('--json')) console.log(JSON.stringify({ bombs: rows }, null, 2));
  else console.table(rows);
}

async function one(path: string): Promise<void> {
  const { shrink } = await import('../shared/image.ts');
  const started = Date.now();
  const made = await shrink({ path, widths: [480, 960, 1600], formats: ['webp'] });
  const outcome = 'code' in made ? made.code : `${made.variants.length} copies`;
  const still = 'frozen' in made && made.frozen ? ', first frame' : '';
  const seconds = (Date.now() - started) / 1_000;
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1_024);
  console.log(JSON.stringify({ outcome: outcome + still, seconds, megabytes }));
}

/** Frames of one pixel on a large canvas: some twenty bytes each. */
function gifOf(width: number, height: number, frames: number): Buffer {
  const screen = Buffer.alloc(13);
  screen.write('GIF89a', 'latin1');
  screen.writeUInt16LE(width, 6);
  screen.writeUInt16LE(height, 8);
  screen[10] = 0x80;
  const colours = Buffer.from([0, 0, 0, 255, 255, 255]);
  const frame = Buffer.from([
    ...[0x21, 0xf9, 4, 0, 5, 0, 0, 0],
    ...[0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0],
    ...[2, 2, 0x44, 1, 0],
  ]);
  return Buffer.concat([
    screen,
    colours,
    ...Array<Buffer>(frames).fill(frame),
    Buffer.from([0x3b]),
  ]);
}

async function moving(width: number, height: number, frames: number): Promise<Buffer> {
  const grain = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  const one = () =>
    sharp({ create: { width, height, channels: 3, background: 'grey', noise: grain } })
      .png({ compressionLevel: 0 })
      .toBuffer();
  const pictures = await Promise.all(Array.from({ length: frames }, one));
  return sharp(pictures, { join: { animated: true } })
    .gif({ effort: 1 })
    .toBuffer();
}
