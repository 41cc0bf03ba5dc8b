/** Failed files again: each moves back into the inbox, to be taken at once, and its reason is removed. */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../shared/config.ts';
import { moveToInbox } from './add.ts';
import { joinBytes } from './names.ts';
import type { Receipt } from './receipts.ts';
import { removeReason } from './settle.ts';

/** All that failed, all with one code, or those named by id, receipt, address, path or name. */
export type RetryWish = { all: true } | { code: string } | { names: string[] };

/** @returns the files that lie in the inbox again, and how many failed files the wish meant. */
export async function retryFailed(receipts: Receipt[], wish: RetryWish, config: Config) {
  const meant = receipts.filter(
    (receipt) => receipt.settled?.folder === 'failed' && isMeant(receipt, wish),
  );
  const files: string[] = [];
  for (const receipt of meant) if (await moveBack(receipt, config)) files.push(receipt.file.path);
  return { files, meant: meant.length };
}

function isMeant({ receipt, file, ends }: Receipt, wish: RetryWish): boolean {
  if ('all' in wish) return true;
  const failures = Object.entries(ends).filter(([, { outcome }]) => outcome === 'failed');
  if ('code' in wish) return failures.some(([, end]) => end.code === wish.code);
  const names = [receipt, file.path, file.name];
  for (const [part, { id, url }] of failures) names.push(`${receipt}.${part}`, id ?? '', url ?? '');
  return wish.names.some((name) => name !== '' && names.includes(name));
}

/** @returns false where the file is no longer in `failed/`. */
async function moveBack(receipt: Receipt, config: Config): Promise<boolean> {
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
