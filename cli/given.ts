/** Files and folders that a user names: said at once where the inbox would never take them. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { isIgnored } from '../queues/names.ts';
import { codes } from '../shared/codes.ts';
import { usageError } from './exit.ts';

/** Throws a usage error. In a folder such files are passed over, as they are in the inbox. */
export async function refuseIgnored(path: string): Promise<void> {
  const stats = await stat(path);
  if (stats.isDirectory()) return;
  if (!stats.isFile()) throw usageError(`${path} is neither a file nor a folder.`);
  const { message, next } = codes.E_NAME;
  if (isIgnored(basename(path))) throw usageError(`${path}: ${message} ${next} (E_NAME)`);
}
