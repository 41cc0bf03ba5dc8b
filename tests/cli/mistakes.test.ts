/** Mistakes that are easily made at a keyboard: each is said at once, and changes nothing. */
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Receipts } from '../../queues/receipts.ts';
import { DiskStorage } from '../../shared/storage.ts';
import { savedArticle } from '../helpers/articles.ts';
import { offprint } from '../helpers/offprint.ts';
import { receiptOf } from '../web/receipts.ts';

describe('offprint refuses', () => {
  let root: string;
  let home: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'offprint-mistakes-'));
    home = join(root, 'home');
    const folder = join(root, 'given');
    await mkdir(folder);
    await writeFile(join(folder, 'a.md'), savedArticle());
    expect((await offprint(['run', folder, '--home', home])).code).toBe(0);
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  const refused = async (args: string[], text: RegExp | string, at = home) => {
    const { code, stdout, stderr } = await offprint([...args, '--home', at]);
    expect([code, stdout], stderr).toEqual([2, '']);
    expect(stderr).toMatch(text);
  };

  it.each([
    ['status'],
    ['status', '--watch'],
    ['verify'],
    ['retry', '--all'],
    ['replay', '--from', 'parse'],
    ['remove', 'a00000000000000000000'],
    ['export', '--all', '--to', 'x.zip'],
  ])('to look at a home that is none: %s', async (...args) => {
    const none = join(root, 'none');
    await refused(args, `There is no Offprint at ${none}`, none);
    await expect(readdir(none)).rejects.toThrow(/ENOENT/);
  });

  it('but not at one that is new', async () => {
    const fresh = join(root, 'fresh');
    await mkdir(fresh);
    expect((await offprint(['status', '--home', fresh])).code).toBe(0);
  });

  it.each(['inbox', 'archive', 'done', 'failed', 'state', 'archive/articles'])(
    'to be fed with its own %s',
    async (name) => {
      await refused(['add', join(home, name)], 'belongs to this Offprint itself');
      await refused(['run', join(home, name)], 'belongs to this Offprint itself');
    },
  );

  it('to be fed with the folder it lies in, also through a link; retry is for what failed', async () => {
    await refused(['add', root], /contains .*name the folders in it/);
    const link = join(root, 'link');
    await symlink(join(home, 'archive'), link);
    await refused(['add', link], 'belongs to this Offprint itself');
    await refused(['add', join(home, 'failed')], /To try again: offprint retry/);
  });

  it.each([
    ['http://10.0.0.1/', 'E_URL_PRIVATE'],
    ['https://news.example:99/', 'E_URL_PORT'],
    ['https://me:secret@news.example/', 'E_URL_CREDENTIALS'],
    ['ftp://news.example/', 'E_URL_SCHEME'],
    ['https://news.example/a\nhttps://news.example/b', 'There is a space or a line break'],
    ['news.example/story', 'If you mean the page: offprint add https://news.example/story'],
  ])('to add %s', async (address, text) => {
    await refused(['add', address], text);
    expect(await readdir(join(home, 'inbox'))).not.toContain(expect.stringContaining('.url'));
  });

  it('what contradicts itself', async () => {
    await refused(['retry', '--all', '--code', 'E_TIMEOUT'], 'Say which in one way');
    await refused(['retry', 'a.md', '--all'], 'Say which in one way');
    await refused(['status', '--pictures', 'a.md'], 'those of one article: offprint status a.md');
  });

  it('to write over a file, unless it is told to', async () => {
    const file = join(root, 'all.zip');
    await writeFile(file, 'precious');
    await refused(['export', '--all', '--to', file], 'is there already; --force writes over it');
    expect(
      (await offprint(['export', '--all', '--to', file, '--force', '--home', home])).code,
    ).toBe(0);
  });

  it('to run again what was taken down, and says so wherever it is asked', async () => {
    const state = new DiskStorage(join(home, 'state'));
    const taken = join(root, 'taken');
    const folder = join(root, 'more');
    await mkdir(folder);
    await writeFile(join(folder, 'b.md'), savedArticle({ url: 'https://news.example/b' }));
    expect((await offprint(['run', folder, '--home', taken])).code).toBe(0);
    const { articles } = JSON.parse(
      (await offprint(['status', '--json', '--articles', '--home', taken])).stdout,
    );
    const { id } = articles[0];
    expect((await offprint(['remove', id, '--reason', 'asked', '--home', taken])).code).toBe(0);
    await refused(['replay', '--from', 'parse', id], 'E_REMOVED', taken);
    expect((await offprint(['replay', '--from', 'parse', '--home', taken])).stdout).toMatch(/^0 /);
    const status = JSON.parse(
      (await offprint(['status', '--json', '--articles', '--home', taken])).stdout,
    );
    expect(status).toMatchObject({ accepted: 1, published: 1, removed: 1, articles: [] });
    expect((await offprint(['status', '--home', taken])).stdout).toContain('1 taken down since.');
    expect((await offprint(['status', id, '--home', taken])).stdout).toMatch(
      /^taken down .*: asked$/m,
    );
    expect(await state.list('again')).toEqual([]);
  });

  it('nothing, but keeps pictures that articles under way may show', async () => {
    const busy = join(root, 'busy');
    const folder = join(root, 'pictured');
    await mkdir(folder);
    const create = { width: 640, height: 320, channels: 3, background: 'teal' } as const;
    const picture = (await sharp({ create }).png().toBuffer()).toString('base64');
    const body = `<p>Ships.</p><img src="data:image/png;base64,${picture}">`;
    await writeFile(join(folder, 'c.md'), savedArticle({ url: 'https://news.example/c', body }));
    await offprint(['run', folder, '--home', busy]);
    const state = new DiskStorage(join(busy, 'state'));
    await new Receipts(state).write(receiptOf({ file: 'd.md', open: true, order: 2 }));
    const { articles } = JSON.parse(
      (await offprint(['status', '--json', '--articles', '--home', busy])).stdout,
    );
    const before = await readdir(join(busy, 'archive', 'originals'));
    const said = await offprint(['remove', articles[0].id, '--home', busy]);
    expect(said.code).toBe(0);
    expect(await readdir(join(busy, 'archive', 'originals'))).toEqual(before);
    expect(said.stderr).toMatch(/Its pictures stay for now/);
  });

  it('to be silent about what it leaves alone', async () => {
    const folder = join(root, 'mixed');
    await mkdir(folder);
    await writeFile(join(folder, 'e.md'), savedArticle({ url: 'https://news.example/e' }));
    await writeFile(join(folder, '.DS_Store'), '');
    await symlink('/etc/hostname', join(folder, 'link.md'));
    const other = join(root, 'other');
    const said = await offprint(['add', folder, '--home', other]);
    expect(said.stdout).toMatch(/^1 added to .*; 2 left alone .*: \.DS_Store, link\.md\n$/);
    const told = JSON.parse((await offprint(['add', folder, '--json', '--home', other])).stdout);
    expect(told.skipped).toEqual([
      { file: '.DS_Store', why: 'name' },
      { file: 'link.md', why: 'link' },
    ]);
  });
});
