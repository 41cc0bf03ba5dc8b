/** `offprint verify [--prune]`: re-hashes the archive against its manifests. */

import { DiskStorage } from '../../shared/storage.ts';
import { type Verdict, verifyArchive } from '../../workers/publish/verify.ts';
import { exitCodes } from '../exit.ts';
import type { Act } from '../main.ts';

export const act: Act = async (_, { config, json, options, terminal }) => {
  const archive = new DiskStorage(config.archive);
  const found = await verifyArchive(archive, (files) =>
    terminal.progress(`${files} files checked`),
  );
  const pruned = options.prune === true ? found.extra : [];
  for (const path of pruned) await archive.remove(path);
  const extra = found.extra.filter((path) => !pruned.includes(path));
  if (json) terminal.out(JSON.stringify({ ...found, extra, pruned }, null, 2));
  else terminal.out(report({ ...found, extra }, pruned));
  const wrong = found.changed.length + found.missing.length + extra.length;
  return wrong > 0 ? exitCodes.someFailed : exitCodes.well;
};

function report({ articles, files, changed, missing, extra }: Verdict, pruned: string[]): string {
  const damaged = changed.length + missing.length;
  const verdict = damaged === 0 ? 'all as published' : `${damaged} damaged`;
  const loose = `, ${extra.length} that belong to no article (offprint verify --prune deletes them)`;
  return [
    ...changed.map((path) => `changed ${path}`),
    ...missing.map((path) => `missing ${path}`),
    ...extra.map((path) => `extra   ${path}`),
    ...pruned.map((path) => `deleted ${path}`),
    `${articles} articles, ${files} files checked: ${verdict}${extra.length > 0 ? loose : ''}.`,
  ].join('\n');
}
