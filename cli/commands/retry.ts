/** `offprint retry [ID…|--all|--code CODE]`: puts failed files back into the inbox. */
import { type Receipt, Receipts } from '../../queues/receipts.ts';
import { type RetryWish, retryFailed } from '../../queues/retry.ts';
import { exitCodes, usageError } from '../exit.ts';
import type { Act } from '../main.ts';
import { openHome } from '../places.ts';

export const act: Act = async (names, { config, json, options, terminal }) => {
  const wish = read(names, options);
  const { state } = await openHome(config);
  const receipts: Receipt[] = [];
  for await (const receipt of new Receipts(state).all()) {
    receipts.push(receipt);
  }
  const { files, meant } = await retryFailed(receipts, wish, config);
  if (meant === 0 && !('all' in wish))
    throw usageError('Nothing that failed is known by this; offprint status lists what failed.');
  if (json) terminal.out(JSON.stringify({ retried: files.length, files }, null, 2));
  else
    terminal.out(
      `${files.length} back in ${config.inbox}; a running Offprint takes them at once, otherwise: offprint run`,
    );
  return exitCodes.well;
};

function read(names: string[], { all, code }: Record<string, unknown>): RetryWish {
  const ways = [all === true, typeof code === 'string', names.length > 0].filter(Boolean);
  if (ways.length > 1)
    throw usageError('Say which in one way: ids or file names, --all, or --code CODE.');
  if (typeof code === 'string') return { code };
  if (names.length > 0) return { names };
  if (all === true) return { all };
  throw usageError('Say which: an id or file name, --all, or --code CODE.');
}
