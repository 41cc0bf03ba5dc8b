/** A home must not be fed to itself: its archive would be archived, its inbox copied into itself. */
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import type { Config } from '../shared/config.ts';
import { parseS3 } from '../shared/storage-s3.ts';
import { usageError } from './exit.ts';

/** Throws a usage error where the path lies in one of the home's folders, or one of them in it. */
export async function refuseOwnFolders(path: string, config: Config): Promise<void> {
  const given = await real(path);
  const { inbox, processing, done, failed, archive, state, redis } = config;
  for (const folder of [inbox, processing, done, failed, archive, state, redis]) {
    if (parseS3(folder)) continue;
    const own = await real(folder);
    if (!isWithin(given, own) && !isWithin(own, given)) continue;
    const instead = isWithin(given, await real(failed)) ? ' To try again: offprint retry' : '';
    throw usageError(
      isWithin(given, own)
        ? `${path} lies in ${folder}, which belongs to this Offprint itself.${instead}`
        : `${path} contains ${folder}, which belongs to this Offprint itself: name the folders in it that you mean.`,
    );
  }
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

/** With links followed as far as there is anything. */
async function real(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(await real(above), basename(path));
  }
}
