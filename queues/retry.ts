/** Moves a failed file back into the inbox, to be taken at once, and removes its reason. */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../shared/config.ts';
import { moveToInbox } from './add.ts';
import { joinBytes } from './names.ts';
import type { Receipt } from './receipts.ts';
import { removeReason } from './settle.ts';

/** @returns false where the file is no longer in `failed/`. */
export async function moveBack(receipt: Receipt, config: Config): Promise<boolean> {
  const { settled, rawName, file } = receipt;
  if (!settled) return false;
  const folder = join(config.failed, file.collection ?? '.');
  const name =
    rawName === null
      ? Buffer.from(settled.path.split('/').at(-1) ?? '')
      : Buffer.from(rawName, 'base64');
  const path = joinBytes(folder, name);
  const stands = await lstat(path).catch(() => null);
  if (!stands) return false;
  const original = rawName === null ? Buffer.from(file.name) : name;
  await moveToInbox(config.inbox, { path, name: original, collection: file.collection });
  await removeReason(receipt, config);
  return true;
}
