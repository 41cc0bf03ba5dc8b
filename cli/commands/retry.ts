/** `offprint retry [ID…|--all|--code CODE]`: puts failed files back into the inbox. */
import { join } from 'node:path';
import { type Receipt, Receipts } from '../../queues/receipts.ts';
import { moveBack } from '../../queues/retry.ts';
import { DiskStorage } from '../../shared/storage.ts';
import { exitCodes, usageError } from '../exit.ts';
import type { Act } from '../main.ts';

export const act: Act = async (wanted, { config, json, options, terminal }) => {
  const { all, code } = options;
  if (wanted.length === 0 && !all && !code)
    throw usageError('Say which: an id or file name, --all, or --code CODE.');
  const failed: Receipt[] = [];
  for await (const receipt of new Receipts(new DiskStorage(config.state)).all()) {
    if (receipt.settled?.folder === 'failed' && isWanted(receipt, wanted, code))
      failed.push(receipt);
  }
  if (failed.length === 0 && !all)
    throw usageError('Nothing that failed is known by this; offprint status lists what failed.');
  const files: string[] = [];
  for (const receipt of failed) if (await moveBack(receipt, config)) files.push(receipt.file.path);
  if (json) terminal.out(JSON.stringify({ retried: files.length, files }, null, 2));
  else
    terminal.out(
      `${files.length} back in ${join(config.inbox)}; a running Offprint takes them at once, otherwise: offprint run`,
    );
  return exitCodes.well;
};

function isWanted({ receipt, file, ends }: Receipt, wanted: string[], code: unknown): boolean {
  const failures = Object.values(ends).filter(({ outcome }) => outcome === 'failed');
  if (code !== undefined) return failures.some((end) => end.code === code);
  if (wanted.length === 0) return true;
  const names = [receipt, file.path, file.name, ...failures.flatMap(({ id, url }) => [id, url])];
  return wanted.some((name) => names.includes(name));
}
