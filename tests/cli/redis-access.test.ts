/** A Redis of somebody else's, as it should be kept: TLS, a user of Offprint's own, a password. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refuseOldRedis } from '../../cli/store.ts';
import { certificateFor } from '../helpers/certificates.ts';
import { offprint } from '../helpers/offprint.ts';
import { hasRedisServer, type RedisServer, startRedisServer } from '../helpers/redis-server.ts';

const example = fileURLToPath(new URL('../../examples/english/harbour-ferry.md', import.meta.url));
/** What docs/operations.md tells to set. */
const RIGHTS = ['~offprint:*', '&offprint:*', '+@all', '-@dangerous', '+info'];

describe.skipIf(!hasRedisServer)('a Redis with TLS, users and passwords', () => {
  let folder: string;
  let redis: RedisServer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offprint-access-'));
    const { cert, key } = certificateFor('localhost');
    await writeFile(join(folder, 'cert.pem'), cert);
    await writeFile(join(folder, 'key.pem'), key);
    const other = certificateFor('localhost');
    await writeFile(join(folder, 'other.pem'), other.cert);
    const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    redis = await startRedisServer(
      ['--tls-cert-file', certFile, '--tls-key-file', keyFile, '--tls-auth-clients', 'no'],
      {
        tls: true,
        users: [
          ['default', 'off'],
          ['offprint', 'on', '>an-open-secret', ...RIGHTS],
        ],
      },
    );
  });
  afterAll(async () => {
    await redis.close();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (user: string, certificate: string, home: string) =>
    offprint(['run', example, '--home', join(folder, home)], {
      REDIS_URL: `rediss://${user}@localhost:${redis.port}`,
      NODE_EXTRA_CA_CERTS: join(folder, certificate),
    });

  it('is used with no more rights than it needs, and its password is nobody else’s to read', async () => {
    const { code, stdout, stderr } = await run('offprint:an-open-secret', 'cert.pem', 'good');
    expect(stderr).not.toMatch(/NOPERM|secret/);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 published'),
    });
    for (const name of await readdir(join(folder, 'good/redis'))) {
      const path = join(folder, 'good/redis', name);
      const found =
        (await stat(path)).isFile() && (await readFile(path, 'utf8')).includes('secret');
      if (found) expect((await stat(path)).mode & 0o077).toBe(0);
    }
  });

  it.each([
    ['a wrong password', 'offprint:another', 'cert.pem', /WRONGPASS/],
    ['no password', 'offprint:', 'cert.pem', /WRONGPASS|NOAUTH/],
    [
      'a certificate that nobody vouches for',
      'offprint:an-open-secret',
      'other.pem',
      /certificate/,
    ],
  ])('ends with 3 and one line at %s', async (_, user, certificate, why) => {
    const { code, stderr } = await run(user, certificate, 'bad');
    expect(code).toBe(3);
    expect(stderr.trim().split('\n').length).toBe(1);
    expect(stderr).toMatch(why);
    expect(stderr).toMatch(/Is it running, and is REDIS_URL right\?$/m);
    expect(stderr).not.toContain('an-open-secret');
  });

  it('speaks TLS only to who asks for it', async () => {
    const { code, stderr } = await offprint(['run', example, '--home', join(folder, 'plain')], {
      REDIS_URL: `redis://offprint:an-open-secret@localhost:${redis.port}`,
    });
    expect(code).toBe(3);
    expect(stderr).toContain('cannot be reached');
  });
});

describe('an old Redis', () => {
  it.each(['5.0.14', '6.0.16', '2.8'])('is refused: %s', (version) => {
    expect(() => refuseOldRedis(`redis_version:${version}\r\n`, 'Redis at queue:6379')).toThrow(
      `Redis at queue:6379 is version ${version}; Offprint needs 6.2 or newer.`,
    );
  });

  it.each(['6.2.0', '7.0.15', '8.2.1', '10.0.0'])('is none: %s', (version) => {
    expect(() => refuseOldRedis(`redis_version:${version}\r\n`, 'Redis')).not.toThrow();
  });

  it('is not looked for where no version is told', () => {
    expect(() => refuseOldRedis('', 'Redis')).not.toThrow();
  });
});
