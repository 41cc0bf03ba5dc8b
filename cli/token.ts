/** The token of the dashboard: given by the settings, or made at the first start and kept for its owner alone. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../shared/config.ts';
import { hasErrno } from '../shared/storage.ts';
import { parseS3 } from '../shared/storage-s3.ts';
import { LOOPBACK } from '../web/server.ts';
import { usageError } from './exit.ts';

/** Other machines are let in only with a secret that somebody has chosen. */
export function refuseOpenDoor({ host, token }: Config): void {
  if (LOOPBACK.has(host) || token !== null) return;
  throw usageError(
    `OFFPRINT_HOST=${host} would let other machines in. Set OFFPRINT_TOKEN to a secret of your own first.`,
  );
}

export async function readToken({ token, home, state }: Config): Promise<string> {
  if (token !== null) return token;
  // A secret of this machine: it is nothing for a bucket.
  const folder = parseS3(state) ? home : state;
  const path = join(folder, 'token');
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (!hasErrno(error, 'ENOENT')) throw error;
  }
  const made = randomBytes(32).toString('base64url');
  // A worker with a Redis of its own may be the first who needs it.
  await mkdir(folder, { recursive: true });
  await writeFile(path, `${made}\n`, { mode: 0o600 });
  await chmod(path, 0o600);
  return made;
}
