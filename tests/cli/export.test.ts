/** `offprint export` as people and scripts use it. The formats themselves: tests/workers/export. */

import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { articleFolder } from '../../shared/archive-layout.ts';

import { finished, offprint, spawnOffprint } from '../helpers/offprint.ts';
import {
  FERRY,
  HARBOUR,
  HOSTILE,
  idOf,
  makeArchive,
  type TestArchive,
} from '../workers/export/archive.ts';

describe('offprint export', () => {
  let test: TestArchive;
  let home: string[];
  const path = (name: string) => join(test.root, name);

  beforeAll(async () => {
    test = await makeArchive();
    await mkdir(path('folder.zip'));
    home = ['--home', test.home];
  });
  afterAll(() => test.close());

  it('writes the named articles and says how many, where and how large', async () => {
    const file = path('two.epub');
    const args = ['export', idOf(HARBOUR), FERRY, '--to', file, '--json', ...home];
    const { code, stdout, stderr } = await offprint(args);
    const { size: bytes } = await stat(file);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ exported: 2, file, bytes, missing: [] });
    const people = await offprint(['export', HARBOUR, '--to', path('ONE.ZIP'), ...home]);
    expect(people).toMatchObject({ code: 0, stderr: '' });
    expect(people.stdout).toMatch(/^1 article in .*ONE\.ZIP, [\d.]+ kB\.\n$/);
  });

  it('writes all, and the same wherever it runs', async () => {
    for (const [name, TZ] of [
      ['utc.zip', 'UTC'],
      ['east.zip', 'Asia/Shanghai'],
    ] as const) {
      const { code } = await offprint(['export', '--all', '--to', path(name), ...home], { TZ });
      expect(code).toBe(0);
    }
    expect((await test.file('utc.zip')).equals(await test.file('east.zip'))).toBe(true);
  });

  it('filters by host and date', async () => {
    const filters = ['--outlet', 'Other.example', '--since', '2023-01-01'];
    const args = ['export', ...filters, '--to', path('some.jsonl'), '--json', ...home];
    expect(JSON.parse((await offprint(args)).stdout).exported).toBe(1);
  });

  it('gives lines to the next program', async () => {
    const { code, stdout, stderr } = await offprint([
      'export',
      HARBOUR,
      FERRY,
      '--to',
      '-',
      ...home,
    ]);
    expect(code).toBe(0);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).title),
    ).toEqual([HOSTILE, 'The ferry, corrected']);
    expect(stderr).toBe('2 articles.\n');
  });

  it('names a damaged article, writes the others, and ends with 1', async () => {
    const json = `${articleFolder(idOf(FERRY))}/article.json`;
    const bytes = (await test.archive.read(json)) ?? '';
    await test.archive.remove(json);
    const args = ['export', '--all', '--to', path('rest.wacz'), ...home];
    const people = await offprint(args);
    const { stdout } = await offprint([...args, '--json', '--force']);
    const none = await offprint(['export', FERRY, '--to', path('none.zip'), '--json', ...home]);
    await test.archive.write(json, bytes);
    expect(people.code).toBe(1);
    expect(people.stdout).toContain(`left out ${idOf(FERRY)}: ${json} is missing.`);
    expect(people.stdout).toContain('4 articles in ');
    expect(JSON.parse(stdout)).toMatchObject({ exported: 4, missing: [{ id: idOf(FERRY) }] });
    expect(none.code).toBe(1);
    expect(JSON.parse(none.stdout)).toMatchObject({ exported: 0, file: null, bytes: 0 });
    expect(existsSync(path('none.zip'))).toBe(false);
  });

  it.each([
    ['an unknown article', ['a00000000000000000000', '--to', 'x.zip'], 'a00000000000000000000'],
    ['an unknown address', ['https://news.example/none', '--to', 'x.zip'], 'news.example/none'],
    ['an unknown format', ['--all', '--to', 'x.pdf'], '.zip, .epub, .wacz, .jsonl'],
    ['no format', ['--all', '--to', 'zip'], '.zip, .epub, .wacz, .jsonl'],
    ['no file', ['--all'], '--to'],
    ['no articles', ['--to', 'x.zip'], '--all'],
    ['both', ['https://other.example/ferry', '--all', '--to', 'x.zip'], 'not both'],
    ['nothing that fits', ['--outlet', 'nowhere.example', '--to', 'x.zip'], 'nothing to export'],
    ['no date', ['--since', 'yesterday', '--to', 'x.zip'], '--since'],
    ['no folder', ['--all', '--to', 'no/such/folder/x.zip'], 'no folder'],
    ['a folder', ['--all', '--to', 'folder.zip'], 'is a folder'],
    ['two things on stdout', ['--all', '--to', '-', '--json'], '--json'],
  ])('ends with 2 and a sentence: %s', async (_, args, said) => {
    const inside = args.map((arg) => (/x\.\w+$|^folder\.zip$/.test(arg) ? path(arg) : arg));
    const before = await readdir(test.root);
    const { code, stdout, stderr } = await offprint(['export', ...inside, ...home]);
    expect(stderr).toContain(said);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(await readdir(test.root)).toEqual(before);
  });

  it('ends with 3 where there is no archive', async () => {
    await mkdir(path('empty'));
    const ended = await offprint([
      'export',
      '--all',
      '--to',
      path('x.zip'),
      '--home',
      path('empty'),
    ]);
    expect(ended.code).toBe(3);
    expect(ended.stderr).toContain('There is no archive');
  });

  it('stops at Ctrl-C with 130, and leaves nothing half-written', async () => {
    // So many that it takes seconds: the same article under other ids.
    const folder = join(test.home, 'archive', articleFolder(idOf(HARBOUR)));
    for (let number = 0; number < 2_000; number += 1) {
      const id = `a00${String(number).padStart(18, '0')}`;
      await cp(folder, join(test.home, 'archive', articleFolder(id)), { recursive: true });
    }
    const file = path('stopped.wacz');
    const child = spawnOffprint(['export', '--all', '--to', file, ...home]);
    const ended = finished(child);
    await expect
      .poll(() => existsSync(`${file}.part`), { interval: 5, timeout: 30_000 })
      .toBe(true);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, stderr: `Stopped; ${file} is as it was.\n` });
    expect((await readdir(test.root)).filter((name) => name.startsWith('stopped'))).toEqual([]);
  });
});
