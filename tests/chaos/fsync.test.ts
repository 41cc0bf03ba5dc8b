/**
 * The order in which things reach the disk, as strace sees it: what one step promises was flushed before the
 * next began. That is all that is claimed about power cuts: whether a disk keeps what it says it has kept
 * is the disk's.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { Receipts } from '../../queues/receipts.ts';
import { DiskStorage } from '../../shared/storage.ts';
import { savedArticle } from '../helpers/articles.ts';
import { type Call, readTrace, straceArguments } from './strace.ts';

const program = fileURLToPath(new URL('../../cli/offprint.mjs', import.meta.url));
const hasStrace = spawnSync('strace', ['-V']).status === 0;

describe.skipIf(!hasStrace)('what is promised is on the disk', () => {
  let home: string;
  let calls: Call[];
  beforeAll(async () => {
    const root = await mkdtemp(join(tmpdir(), 'offprint-fsync-'));
    home = join(root, 'home');
    await writeFile(join(root, 'boat.png'), await picture());
    const body = '<p>The harbour is open again, said the mayor.</p><img src="boat.png">';
    await writeFile(join(root, 'a.md'), savedArticle({ body }));
    await writeFile(join(root, 'b.md'), savedArticle({ url: 'https://news.example/b' }));
    const trace = join(root, 'trace');
    const given = ['a.md', 'b.md', 'boat.png'].map((name) => join(root, name));
    const run = [process.execPath, program, 'run', ...given, '--quiet', '--home', home];
    const env = { ...process.env, OFFPRINT_WORKERS: '1', OFFPRINT_PICTURE_SOURCES: '' };
    const { status, stderr } = spawnSync('strace', [...straceArguments(trace), ...run], { env });
    expect(status, stderr.toString()).toBe(0);
    calls = readTrace(trace);
    return () => rm(root, { recursive: true, force: true });
  }, 120_000);

  /** What a rename or a link put below this folder of the home, with the path it had before. */
  const placed = (folder: string) =>
    calls
      .filter(({ name }) => /^(rename|link)/.test(name))
      .map(({ paths, ...call }) => ({ ...call, from: paths.at(-2) ?? '', to: paths.at(-1) ?? '' }))
      .filter(({ to }) => to.startsWith(`${join(home, folder)}/`));

  /** When this was flushed the first time after `since`. */
  const flushed = (path: string, since = 0) =>
    calls.find(
      ({ name, paths, began }) =>
        /^f(data)?sync$/.test(name) && paths[0] === path && began >= since,
    )?.done ?? Number.POSITIVE_INFINITY;

  it('an accepted file: its bytes and its receipt, before its first stage has an output', async () => {
    const receipts = placed('state/receipts');
    expect(new Set(receipts.map(({ to }) => basename(to))).size).toBe(2);
    for (const source of placed('state/sources')) {
      expect(flushed(source.from)).toBeLessThan(source.began);
      const folder = flushed(dirname(source.to), source.done);
      expect(folder).toBeLessThan(receipts[0]?.began ?? 0);
    }
    for (const { from, to, began, done } of receipts) {
      expect(flushed(from)).toBeLessThan(began);
      expect(flushed(dirname(to), done)).toBeLessThan(Number.POSITIVE_INFINITY);
    }
  });

  it('an article: every file and its folder, before it appears; the appearance, before its end', async () => {
    const articles = placed('archive/articles');
    expect(articles.length).toBe(2);
    const ended = new Map<string, string>();
    for await (const { receipt, ends } of new Receipts(new DiskStorage(join(home, 'state'))).all())
      ended.set(ends['']?.id ?? '', receipt);
    for (const { from, to, began, done } of articles) {
      for (const name of await readdir(to))
        expect(flushed(join(from, name)), name).toBeLessThan(began);
      expect(flushed(from)).toBeLessThan(began);
      const seen = flushed(dirname(to), done);
      const receipt = ended.get(basename(to)) ?? 'none';
      const told = placed('state/ends').filter((end) => basename(end.to).startsWith(receipt));
      const moved = placed('done').filter(({ from }) => from.includes(`/${receipt}/`));
      expect([told.length, moved.length]).toEqual([1, 1]);
      for (const after of [...told, ...moved]) expect(seen).toBeLessThan(after.began);
    }
  });

  it('a picture and its original, before the article that shows them', async () => {
    const pictures = [...placed('archive/pictures'), ...placed('archive/originals')];
    expect(pictures.length).toBe(2);
    const pages = placed('archive/articles');
    const shown = pages.filter(({ to }) =>
      readFileSync(join(to, 'index.html'), 'utf8').includes('<img'),
    );
    expect(shown.length).toBe(1);
    for (const { to, from, began, done } of pictures) {
      expect(flushed(from)).toBeLessThan(began);
      expect(flushed(dirname(to), done)).toBeLessThan(shown[0]?.began ?? 0);
    }
  });

  it('a folder that was made, before anything in it is relied on', () => {
    const made = calls.filter(({ name, paths }) => {
      const path = paths.at(-1) ?? '';
      return (
        name.startsWith('mkdir') &&
        /\/(archive\/(articles|pictures|originals)|state\/(sources|receipts))\b/.test(path)
      );
    });
    expect(made.length).toBeGreaterThan(4);
    for (const { paths, done } of made)
      expect(flushed(dirname(paths.at(-1) ?? ''), done), paths.at(-1)).toBeLessThan(
        Number.POSITIVE_INFINITY,
      );
  });
});

function picture(): Promise<Buffer> {
  return sharp({ create: { width: 900, height: 600, channels: 3, background: '#5588aa' } })
    .png()
    .toBuffer();
}
