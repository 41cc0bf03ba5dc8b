import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskStorage } from '../../shared/storage.ts';

describe('DiskStorage', () => {
  let root: string;
  let storage: DiskStorage;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'offprint-storage-'));
    storage = new DiskStorage(root);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('gives back what was written, and null for what is not there', async () => {
    await storage.write('a/b/c.txt', '字', { durable: true });
    expect((await storage.read('a/b/c.txt'))?.toString()).toBe('字');
    expect(await storage.read('a/b/d.txt')).toBeNull();
    expect(await storage.read('a/b/c.txt/d')).toBeNull();
    expect(await storage.has('a/b')).toBe(true);
  });

  it('lets exactly one of many creators win', async () => {
    const won = await Promise.all(
      Array.from({ length: 20 }, (_, n) => storage.create('claim', String(n))),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    expect((await storage.read('claim'))?.toString()).toBe(String(won.indexOf(true)));
  });

  it('lets exactly one folder appear, whole', async () => {
    const files = (n: number) =>
      new Map([
        ['a', `a${n}`],
        ['b', `b${n}`],
      ]);
    const won = await Promise.all([1, 2, 3].map((n) => storage.createFolder('x/y', files(n))));
    expect(won.filter(Boolean)).toHaveLength(1);
    const [a, b] = [await storage.read('x/y/a'), await storage.read('x/y/b')];
    expect(a?.toString().slice(1)).toBe(b?.toString().slice(1));
  });

  it('lists sorted names, folders with a slash, and nothing of its own', async () => {
    await storage.write('f/b', '');
    await storage.write('f/a', '');
    await storage.write('f/c/d', '');
    expect(await storage.list('f')).toEqual(['a', 'b', 'c/']);
    expect(await storage.list('none')).toEqual([]);
  });

  it.each(['../outside', 'a/../../outside', '/etc/passwd'])('refuses the key %s', async (key) => {
    await expect(storage.read(key)).rejects.toThrow(/leaves the root/);
    await expect(storage.write(key, 'x')).rejects.toThrow(/leaves the root/);
  });

  it('leaves nothing half-written behind', async () => {
    await storage.write('a', '1');
    await storage.create('a', '2');
    await storage.createFolder('f', new Map([['x', '1']]));
    await storage.createFolder('f', new Map([['x', '2']]));
    await storage.sweep();
    expect((await readdir(root)).sort()).toEqual(['a', 'f']);
  });

  it('sweeps away what dead processes of this machine left, and nothing of the living', async () => {
    const folder = join(root, '.tmp');
    await mkdir(folder);
    // Process 1 lives everywhere; no system counts up to the other.
    const [living, dead] = [`1~${hostname()}~x`, `999999999~${hostname()}~x`];
    const elsewhere = '999999999~another-machine~x';
    for (const name of [living, dead, elsewhere]) await writeFile(join(folder, name), '');
    await storage.sweep();
    expect((await readdir(folder)).sort()).toEqual([living, elsewhere].sort());
  });
});
