import { request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RetryLater } from '../../shared/errors.ts';
import { openStorage } from '../../shared/open-storage.ts';
import { parseS3 } from '../../shared/storage-s3.ts';
import { type S3Fault, type S3Server, startS3Server } from '../helpers/s3-server.ts';

describe('parseS3', () => {
  it.each([
    ['s3://bucket', { bucket: 'bucket', prefix: '' }],
    ['s3://bucket/', { bucket: 'bucket', prefix: '' }],
    ['s3://my.bucket-1/a/b/', { bucket: 'my.bucket-1', prefix: 'a/b/' }],
    ['s3://', null],
    ['s3://Bad_Name/x', null],
    ['/var/s3', null],
  ])('%s', (place, expected) => expect(parseS3(place)).toEqual(expected));
});

describe('S3Storage', () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await startS3Server();
  });
  afterEach(() => {
    server.faultOf = () => null;
  });
  afterAll(() => server.close());

  /** That fault for so many requests of the method whose path ends so. */
  const fail = (fault: S3Fault, method: string, ending: string, times = 1) => {
    let left = times;
    server.faultOf = (asked) => {
      if (asked.method !== method || !asked.path.endsWith(ending) || left === 0) return null;
      left -= 1;
      return fault;
    };
    return () => left;
  };
  const folder = (text: string) =>
    new Map([
      ['index.html', text],
      ['source.html.gz', text],
      ['manifest-sha256.txt', `sums of ${text}`],
    ]);

  it.each(['busy', 'conflict'] as const)('tries again when the server is %s', async (fault) => {
    const storage = await openStorage(server.newPlace());
    const left = fail(fault, 'PUT', '/claim', 2);
    expect(await storage.create('claim', 'mine')).toBe(true);
    expect((await storage.read('claim'))?.toString()).toBe('mine');
    expect(left()).toBe(0);
  });

  it('does not take a write whose answer was lost for the write of another', async () => {
    const storage = await openStorage(server.newPlace());
    const left = fail('lost', 'PUT', '/claim');
    await storage.create('claim', 'mine');
    expect((await storage.read('claim'))?.toString()).toBe('mine');
    expect(left()).toBe(0);
    fail('lost', 'PUT', '/index.html');
    expect(await storage.createFolder('a', folder('one'))).toBe(true);
    expect(await storage.list('a')).toEqual([...folder('').keys()].sort());
  });

  it('says when it has to be asked again, where the server stays away', async () => {
    const storage = await openStorage(server.newPlace());
    fail('busy', 'GET', '/x', 100);
    const error = await storage.read('x').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RetryLater);
    expect(error).toMatchObject({ code: 'E_STORAGE', message: expect.stringMatching(/SlowDown/) });
  });

  it('does not take a missing bucket for an empty one', async () => {
    const storage = await openStorage('s3://no-such-bucket/x');
    await expect(storage.read('a')).rejects.toThrow(/NoSuchBucket/);
    await expect(storage.list('a')).rejects.toThrow(/NoSuchBucket/);
    expect(await storage.refusal()).toMatch(/NoSuchBucket/);
  });

  it('refuses a server that ignores If-None-Match', async () => {
    const storage = await openStorage(server.newPlace());
    server.faultOf = () => 'deaf';
    expect(await storage.refusal()).toMatch(/does not keep to If-None-Match/);
  });

  it('makes a folder whole with its last file, and goes on where one died', async () => {
    const storage = await openStorage(server.newPlace());
    fail('busy', 'PUT', '/manifest-sha256.txt', 100);
    await expect(storage.createFolder('a', folder('one'))).rejects.toThrow(/SlowDown/);
    server.faultOf = () => null;
    expect(await storage.has('a/manifest-sha256.txt')).toBe(false);
    // Another version never writes over what it finds.
    expect(await storage.createFolder('a', folder('two'))).toBe(false);
    expect((await storage.read('a/index.html'))?.toString()).toBe('one');
    expect(await storage.createFolder('a', folder('one'))).toBe(true);
    expect(await storage.createFolder('a', folder('one'))).toBe(false);
  });

  it('says how each file is to be served', async () => {
    const place = server.newPlace();
    const storage = await openStorage(place);
    const headersOf = async (key: string) => {
      await storage.write(key, 'x');
      const { headers } = await request(`${server.endpoint}/${place.slice(5)}/${key}`, {
        headers: { authorization: 'AWS S3RVER:none', date: new Date().toUTCString() },
      });
      return [headers['content-type'], headers['cache-control'], headers['content-disposition']];
    };
    const forever = 'public, max-age=31536000, immutable';
    const html = 'text/html; charset=utf-8';
    expect(await headersOf('articles/aa/a1/index.html')).toEqual([html, 'no-cache', undefined]);
    expect(await headersOf('pictures/aa/x/480.webp')).toEqual(['image/webp', forever, undefined]);
    expect(await headersOf('originals/aa/x.gif')).toEqual(['image/gif', forever, 'attachment']);
    expect(await headersOf('articles/aa/a1/source.html.gz')).toEqual([
      'application/gzip',
      'no-cache',
      'attachment',
    ]);
  });
});
