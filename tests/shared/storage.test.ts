import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStorage } from '../../shared/open-storage.ts';
import { DiskStorage, type Storage } from '../../shared/storage.ts';
import { type S3Server, startS3Server } from '../helpers/s3-server.ts';

let server: S3Server;
beforeAll(async () => {
  server = await startS3Server();
});
afterAll(() => server.close());

/** Where one kind of storage has its place, and how it goes away again. */
type Place = () => Promise<{ storage: Storage; remove: () => Promise<void> }>;
const onDisk: Place = async () => {
  const root = await mkdtemp(join(tmpdir(), 'offprint-storage-'));
  return {
    storage: new DiskStorage(root),
    remove: () => rm(root, { recursive: true, force: true }),
  };
};
const inBucket: Place = async () => ({
  storage: await openStorage(server.newPlace()),
  remove: async () => {
    server.faultOf = () => null;
  },
});

describe.each([
  { kind: 'on the disk', place: onDisk },
  { kind: 'in a bucket', place: inBucket },
])('storage $kind', ({ place }) => {
  let storage: Storage;
  let remove: () => Promise<void>;

  beforeEach(async () => {
    ({ storage, remove } = await place());
  });
  afterEach(() => remove());

  it('gives back what was written, and null for what is not there', async () => {
    await storage.write('a/b/c.txt', '字', { durable: true });
    expect((await storage.read('a/b/c.txt'))?.toString()).toBe('字');
    expect(await storage.read('a/b/d.txt')).toBeNull();
    expect(await storage.read('a/b/c.txt/d')).toBeNull();
    expect(await storage.has('a/b/c.txt')).toBe(true);
    expect(await storage.has('a/b/d.txt')).toBe(false);
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
    await storage.write('deep/er/and/deeper', '');
    expect(await storage.list('f')).toEqual(['a', 'b', 'c/']);
    expect(await storage.list('deep')).toEqual(['er/']);
    expect(await storage.list('none')).toEqual([]);
    // As a list names folders they may be listed again.
    expect(await storage.list('f/c/')).toEqual(['d']);
  });

  it.each(['../outside', 'a/../../outside', '/etc/passwd'])('refuses the key %s', async (key) => {
    await expect(storage.read(key)).rejects.toThrow(/leaves the root/);
    await expect(storage.write(key, 'x')).rejects.toThrow(/leaves the root/);
  });

  it('removes a file, or a folder with all that is in it, and nothing beside it', async () => {
    for (const key of ['f/a', 'f/b/c', 'fa', 'g']) await storage.write(key, key);
    await storage.remove('f');
    await storage.remove('g');
    await storage.remove('none');
    expect(await storage.list('f')).toEqual([]);
    expect(await storage.read('f/b/c')).toBeNull();
    expect((await storage.read('fa'))?.toString()).toBe('fa');
    expect(await storage.has('g')).toBe(false);
  });

  it('takes what is large, and what is empty', async () => {
    const large = Buffer.alloc(20_000_000, '漢');
    await storage.write('large', large);
    await storage.write('empty', '');
    expect((await storage.read('large'))?.equals(large)).toBe(true);
    expect(await storage.read('empty')).toEqual(Buffer.alloc(0));
  });

  it('can be used', async () => {
    expect(await storage.refusal()).toBeNull();
    await storage.sweep();
  });
});

describe('DiskStorage', () => {
  let root: string;
  let storage: DiskStorage;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'offprint-storage-'));
    storage = new DiskStorage(root);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('leaves nothing half-written behind', async () => {
    await storage.write('a', '1');
    await storage.create('a', '2');
    await storage.createFolder('f', new Map([['x', '1']]));
    await storage.createFolder('f', new Map([['x', '2']]));
    await storage.sweep();
    expect((await readdir(root)).sort()).toEqual(['a', 'f']);
  });

  it('makes no folder where its marker is missing, as on a disk that is not mounted', async () => {
    const kept = new DiskStorage(root, { marker: '.here' });
    const writes = [
      () => kept.write('a/b', '1', { durable: true }),
      () => kept.write('a/b', '1', { inPlace: true }),
      () => kept.create('a/b', '1'),
      () => kept.createFolder('a', new Map([['b', '1']])),
    ];
    for (const write of writes) await expect(write()).rejects.toMatchObject({ code: 'ENODEV' });
    expect(await readdir(root)).toEqual([]);
    expect(await kept.create('.here', '')).toBe(true);
    for (const write of writes) await write();
    expect((await kept.read('a/b'))?.toString()).toBe('1');
  });

  it('says that its disk is away also where that goes in the midst of a write', async () => {
    const kept = new DiskStorage(root, { marker: '.here' });
    await kept.create('.here', '');
    await kept.write('a/b', '1');
    // The disk goes when it is looked for, between the temporary file and its place.
    const has = kept.has.bind(kept);
    kept.has = async (key) => {
      if (key === '.here') await rm(root, { recursive: true });
      return has(key);
    };
    await expect(kept.create('new/b', '1')).rejects.toMatchObject({ code: 'ENODEV' });
    await mkdir(root);
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
