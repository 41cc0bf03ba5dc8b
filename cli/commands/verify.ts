/** `offprint verify [--prune]`: re-hashes the archive against its manifests. */

import { DiskStorage } from '../../shared/storage.ts';
import { verifyArchive } from '../../workers/publish/verify.ts';
import { exitCodes } from '../exit.ts';
import type { Act } from '../main.ts';

export const act: Act = async (_, { config, json, options, terminal }) => {
  const archive = new DiskStorage(config.archive);
  const found = await verifyArchive(archive, (files) =>
    terminal.progress(`${files} files checked`),
  );
  const pruned = options['prune'] === true ? found.extra : [];
  for (const path of pruned) await archive.remove(path);
  const extra = found.extra.filter((path) => !pruned.includes(path));
  if (json) terminal.out(JSON.stringify({ ...found, extra, pruned }, null, 2));
  else {
    for (const path of found.changed) terminal.out(`changed ${path}`);
    for (const path of found.missing) terminal.out(`missing ${path}`);
    for (const path of extra) terminal.out(`extra   ${path}`);
    for (const path of pruned) terminal.out(`deleted ${path}`);
    const damaged = found.changed.length + found.missing.length;
    terminal.out(
      `${found.articles} articles, ${found.files} files checked: ${damaged === 0 ? 'all as published' : `${damaged} damaged`}${extra.length > 0 ? `, ${extra.length} that belong to no article (offprint verify --prune deletes them)` : ''}.`,
    );
  }
  return found.changed.length + found.missing.length + extra.length > 0
    ? exitCodes.someFailed
    : exitCodes.well;
};
