/** `offprint verify [--prune]`: re-hashes the archive against its manifests. */
import { readActivity } from '../../queues/activity.ts';
import { type Verdict, verifyArchive } from '../../workers/publish/verify.ts';
import { exitCodes, usageError } from '../exit.ts';
import { holder } from '../lock.ts';
import type { Act } from '../main.ts';
import { openHome } from '../places.ts';
import { socketPath } from '../sockets.ts';

/** Looks at what seems wrong while somebody is at work: a slow disk may hold a writer for seconds. */
const PATIENT_LOOKS = 10;

const MENDING =
  'Put it back from a copy. Without one, move the folder of the article away and drop its file again.';

interface Found extends Verdict {
  /** Whether articles were under way: their pictures lie in the archive before a manifest lists them. */
  busy: boolean;
  pruned: string[];
}

export const act: Act = async (_, { config, json, options, terminal }) => {
  const { archive, state } = await openHome(config);
  const before = await readActivity(state);
  const runs = (await holder(socketPath(config, 'supervisor'))) !== null;
  if (options.prune) refuseToPrune(runs, before.underWay);
  const verdict = await verifyArchive(archive, {
    onProgress: (files) => terminal.progress(`${files} files checked`),
    ...((runs || before.underWay > 0) && { looks: PATIENT_LOOKS }),
  });
  const after = await readActivity(state);
  const busy = before.underWay + after.underWay > 0 || before.starts !== after.starts;
  const pruned = options.prune && !busy ? verdict.extra : [];
  for (const path of pruned) await archive.remove(path);
  const extra = verdict.extra.filter((path) => !pruned.includes(path));
  const found: Found = { ...verdict, extra, busy, pruned };
  terminal.out(json ? JSON.stringify(found, null, 2) : report(found));
  const wrong = found.changed.length + found.missing.length + (busy ? 0 : extra.length);
  return wrong > 0 ? exitCodes.someFailed : exitCodes.well;
};

function refuseToPrune(runs: boolean, underWay: number): void {
  if (!runs && underWay === 0) return;
  const [why, first] = runs
    ? ['Offprint is running', 'Stop it first.']
    : [
        `${underWay} ${underWay === 1 ? 'article is' : 'articles are'} under way`,
        'Let offprint run finish first.',
      ];
  throw usageError(
    `${why}, so a file that no manifest lists may be of an article on its way. ${first}`,
  );
}

function report({ articles, files, changed, missing, extra, busy, pruned }: Found): string {
  const damaged = changed.length + missing.length;
  const lines = [
    ...changed.map((path) => `changed ${path}`),
    ...missing.map((path) => `missing ${path}`),
    ...(busy ? [] : extra.map((path) => `extra   ${path}`)),
    ...pruned.map((path) => `deleted ${path}`),
  ];
  const verdict = damaged === 0 ? 'all as published' : `${damaged} damaged`;
  const loose = busy
    ? `, ${extra.length} that no manifest lists, while articles are under way`
    : `, ${extra.length} that belong to no article (offprint verify --prune deletes them)`;
  lines.push(
    `${articles} articles, ${files} files checked: ${verdict}${extra.length > 0 ? loose : ''}.`,
  );
  if (damaged > 0) lines.push(MENDING);
  return lines.join('\n');
}
