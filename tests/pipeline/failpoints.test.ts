/**
 * One crash in each gap between two steps: whoever is there dies as by kill -9,
 * Offprint is started again without being told what to do, and the archive must
 * be byte for byte that of a run in peace.
 */
import { cp, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countReceipts } from '../../queues/counts.ts';
import { type Receipt, Receipts } from '../../queues/receipts.ts';
import { stageNames } from '../../shared/config.ts';
import { DiskStorage } from '../../shared/storage.ts';
import { verifyArchive } from '../../workers/publish/verify.ts';
import { tree } from '../chaos/tree.ts';
import { savedArticle } from '../helpers/articles.ts';
import { offprint } from '../helpers/offprint.ts';

const gaps = [
  'accept.after-claim',
  'accept.before-receipt',
  'accept.after-receipt',
  ...stageNames.flatMap((stage) => [
    `${stage}.before-output`,
    `${stage}.before-hand-over`,
    `${stage}.after-hand-over`,
  ]),
  'publish.after-folder',
  'publish.after-version',
  'publish.after-top',
  'end.before-published',
  'end.before-failed',
  'settle.after-receipt',
  'settle.before-move',
  'settle.after-move',
];

describe('a crash loses nothing', () => {
  let root: string;
  let calm: { archive: Record<string, string>; counts: unknown; files: string[] };

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'offprint-gaps-'));
    await articles(join(root, 'given'));
    calm = await outcome(await home('calm'));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it.concurrent.each(gaps)('at %s', { timeout: 300_000 }, async (gap) => {
    const at = await home(gap);
    const flag = join(root, `${gap}.struck`);
    await offprint(['run', '--json', '--home', at], {
      OFFPRINT_FAILPOINT: `${gap}@${flag}`,
      OFFPRINT_SETTLE_MS: '0',
    });
    expect(await readdir(root)).toContain(`${gap}.struck`);
    expect(await outcome(at)).toEqual(calm);
  });

  /** A home whose inbox holds the articles. */
  async function home(name: string): Promise<string> {
    const at = join(root, name);
    await cp(join(root, 'given'), join(at, 'inbox'), { recursive: true, preserveTimestamps: true });
    return at;
  }

  /** Lets it finish, and says all that must be the same. */
  async function outcome(at: string): Promise<typeof calm> {
    const run = await offprint(['run', '--json', '--home', at], { OFFPRINT_SETTLE_MS: '0' });
    expect(run.stderr).not.toMatch(/"level":(50|60)/);
    const receipts: Receipt[] = [];
    for await (const one of new Receipts(new DiskStorage(join(at, 'state'))).all())
      receipts.push(one);
    const { seconds, ...counts } = countReceipts(receipts);
    const verdict = await verifyArchive(new DiskStorage(join(at, 'archive')));
    expect(verdict).toMatchObject({ changed: [], missing: [], extra: [] });
    return { archive: await tree(join(at, 'archive')), counts, files: await files(at) };
  }
});

/** Two versions of one article, another with a picture beside it, and a file that is no article. */
async function articles(folder: string): Promise<void> {
  await mkdir(join(folder, 'harbour'), { recursive: true });
  const picture = sharp({ create: { width: 700, height: 400, channels: 3, background: 'teal' } });
  await writeFile(join(folder, 'harbour/ship.png'), await picture.png().toBuffer());
  const url = 'https://news.example/bridge';
  const contents = {
    'bridge-1.md': savedArticle({ url, title: 'Bridge to be built', captured: 1_600_000_000_000 }),
    'bridge-2.md': savedArticle({
      url,
      title: 'Bridge will be built',
      captured: 1_600_000_500_000,
    }),
    'harbour/harbour.md': savedArticle({
      url: 'https://x.invalid/h',
      body: '<p>Ships come in again.</p>',
    }),
    'harbour/beside.md': `# The ferry\n\n![A ship](ship.png)\n\n${'It crosses the water every hour. '.repeat(5)}`,
    'not-a-page.html': Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj', 'latin1'),
  };
  const time = new Date('2020-09-14T00:00:00Z');
  for (const [name, content] of Object.entries(contents)) {
    await writeFile(join(folder, name), content);
    await utimes(join(folder, name), time, time);
  }
  await utimes(join(folder, 'harbour/ship.png'), time, time);
}

/** Where every dropped file ended. */
async function files(at: string): Promise<string[]> {
  const folders = ['inbox', 'processing', 'done', 'failed'];
  const found = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(join(at, folder), { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile() && !entry.parentPath.includes('/.'))
        .map((entry) => join(entry.parentPath, entry.name).slice(at.length));
    }),
  );
  return found.flat().sort();
}
