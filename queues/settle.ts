/**
 * Settling: when every article of a file has ended, the file goes to `done/` or
 * `failed/`, with the reason beside it. The receipt says first where to, so a
 * crash in between only repeats the move.
 */
import { lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Code } from '../shared/codes.ts';
import { codes } from '../shared/codes.ts';
import type { Config } from '../shared/config.ts';
import { failpoint } from '../shared/failpoint.ts';
import { hasErrno, syncFolder } from '../shared/storage.ts';
import { dropClaim } from './accept.ts';
import { displayName, freeName, joinBytes, reasonName } from './names.ts';
import type { End, Receipt } from './receipts.ts';

/** Says where the file will go. Nothing has moved yet. */
export async function chooseFolder(receipt: Receipt, config: Config): Promise<Receipt> {
  // It ran again, from the archive: its file has not moved.
  if (receipt.place) return { ...receipt, settled: receipt.place, place: null };
  const failed = Object.values(receipt.ends).some(({ outcome }) => outcome === 'failed');
  if (!failed && !config.keepDone) {
    return { ...receipt, settled: { folder: 'deleted', path: receipt.file.path } };
  }
  const folder = failed ? 'failed' : 'done';
  const { name } = displayName(await destination(config[folder], receipt));
  const path = receipt.file.collection === null ? name : `${receipt.file.collection}/${name}`;
  return { ...receipt, settled: { folder, path } };
}

/** Moves the file of a settled receipt. @returns false where that had been done. */
export async function moveSettled(receipt: Receipt, config: Config): Promise<boolean> {
  const { settled } = receipt;
  if (!settled) return false;
  const claimed = joinBytes(join(config.processing, receipt.receipt), rawNameOf(receipt));
  const isThere = await lstat(claimed).then(() => true, falseIfGone);
  if (isThere && settled.folder !== 'deleted') {
    const root = config[settled.folder];
    const folder = folderOf(root, receipt);
    await mkdir(folder, { recursive: true });
    const name = await destination(root, receipt);
    if (settled.folder === 'failed') await writeReason(folder, name, receipt);
    failpoint('settle.before-move');
    await rename(claimed, joinBytes(folder, name));
    await syncFolder(folder.toString());
  }
  if (settled.folder === 'deleted') await rm(claimed, { force: true });
  await dropClaim(config.processing, receipt.receipt);
  return isThere;
}

/** Removes the reason of a failed file that comes again. */
export async function removeReason(receipt: Receipt, config: Config): Promise<void> {
  if (receipt.settled?.folder !== 'failed') return;
  const name = Buffer.from(receipt.settled.path.split('/').at(-1) ?? '');
  await rm(joinBytes(folderOf(config.failed, receipt), reasonName(name)), { force: true });
}

function folderOf(root: string, { file }: Receipt): Buffer {
  return Buffer.from(file.collection === null ? root : join(root, file.collection));
}

async function destination(root: string, receipt: Receipt): Promise<Buffer> {
  return freeName(folderOf(root, receipt), rawNameOf(receipt));
}

function rawNameOf({ rawName, file }: Receipt): Buffer {
  return rawName === null ? Buffer.from(file.name) : Buffer.from(rawName, 'base64');
}

async function writeReason(folder: Buffer, name: Buffer, receipt: Receipt): Promise<void> {
  const failures = Object.values(receipt.ends).filter(({ outcome }) => outcome === 'failed');
  const [first] = failures;
  if (!first) return;
  const code = (first.code ?? 'E_INTERNAL') as Code;
  const reason = {
    file: receipt.file.path,
    code,
    message: sentence(failures, receipt),
    stage: first.stage,
    attempts: first.attempts,
    ...(first.id ? { articleId: first.id } : {}),
    next: codes[code].next,
    at: first.at,
    // A file that holds many articles: each that failed, with its line.
    ...(receipt.parts === null
      ? {}
      : { failures: failures.map(({ code, message, url }) => ({ code, message, url })) }),
  };
  const temporary = joinBytes(folder, `.${receipt.receipt}.reason`);
  await writeFile(temporary, `${JSON.stringify(reason, null, 2)}\n`);
  await rename(temporary, joinBytes(folder, reasonName(name)));
}

function sentence(failures: End[], { parts }: Receipt): string {
  const [first] = failures;
  const message = first?.message ?? '';
  return parts === null ? message : `${failures.length} of ${parts} addresses failed. ${message}`;
}

function falseIfGone(error: unknown): false {
  if (hasErrno(error, 'ENOENT')) return false;
  throw error;
}
