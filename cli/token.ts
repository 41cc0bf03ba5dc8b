/** The token of the dashboard: given by the settings, or made at the first start and kept for its owner alone. */
import { randomBytes } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../shared/config.ts';
import { hasErrno } from '../shared/storage.ts';

export async function readToken({ token, state }: Config): Promise<string> {
  if (token !== null) return token;
  const path = join(state, 'token');
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (!hasErrno(error, 'ENOENT')) throw error;
  }
  const made = randomBytes(32).toString('base64url');
  await writeFile(path, `${made}\n`, { mode: 0o600 });
  await chmod(path, 0o600);
  return made;
}
