/**
 * `offprint replay --from STAGE [--outlet HOST] [--since DATE] [ID…]`: asks for published articles to
 * run again from the source in the archive. The whole pipeline runs, since stages find by themselves
 * what is as before; from `images` on, only articles with missing pictures have anything to gain.
 */
import { wishAgain } from '../../queues/again.ts';
import { type End, Receipts, refsOf, splitRef } from '../../queues/receipts.ts';
import { codes } from '../../shared/codes.ts';
import { stageNames } from '../../shared/config.ts';
import { canonicalUrl } from '../../workers/ingest/canonical.ts';
import { tombstoneOf } from '../../workers/publish/take-down.ts';
import { exitCodes, usageError } from '../exit.ts';
import type { Act } from '../main.ts';
import { openHome, type Places } from '../places.ts';

interface Wanted {
  names: string[];
  onlyMissing: boolean;
  outlet: string | undefined;
  /** Milliseconds since 1970. */
  since: number;
}

export const act: Act = async (names, { config, json, options, terminal }) => {
  const wanted = read(names, options);
  const { archive, state } = await openHome(config);
  const { ids, removed } = await wish({ archive, state }, wanted);
  if (names.length > 0) refuseNone(ids, removed);
  if (json) terminal.out(JSON.stringify({ replayed: ids.length, articles: ids }, null, 2));
  else {
    terminal.out(
      `${ids.length} to run again; a running Offprint takes them at once, otherwise: offprint run`,
    );
  }
  return exitCodes.well;
};

/** Of all that is wanted: what will run again, and what was taken down and will not. */
async function wish({ archive, state }: Places, wanted: Wanted) {
  const [ids, removed]: [string[], string[]] = [[], []];
  const since = Date.now();
  for await (const receipt of new Receipts(state).all()) {
    for (const ref of refsOf(receipt)) {
      const end = receipt.ends[splitRef(ref).part];
      if (!end?.id || !isWanted(end, receipt.file.path, wanted)) continue;
      const isGone = (await tombstoneOf(archive, end.id)) !== null;
      (isGone ? removed : ids).push(end.id);
      if (!isGone) await wishAgain(state, ref, { why: 'replay', since });
    }
  }
  return { ids, removed };
}

function refuseNone(ids: string[], removed: string[]): void {
  if (removed.length > 0) {
    const { message, next } = codes.E_REMOVED;
    throw usageError(`${removed.join(', ')}: ${message} ${next} (E_REMOVED)`);
  }
  if (ids.length === 0)
    throw usageError(
      'No published article is known by this; see: offprint status --json --articles',
    );
}

function read(names: string[], options: Record<string, unknown>): Wanted {
  const { from, outlet, since } = options;
  if (typeof from !== 'string' || !stageNames.some((stage) => stage === from)) {
    throw usageError(`Say from which stage: --from ${stageNames.join('|')}`);
  }
  const moment = typeof since === 'string' ? Date.parse(since) : 0;
  if (Number.isNaN(moment)) throw usageError('--since takes a date, such as 2026-11-25.');
  return {
    names,
    onlyMissing: from === 'images' && names.length === 0,
    outlet: typeof outlet === 'string' ? outlet.toLowerCase() : undefined,
    since: moment,
  };
}

function isWanted(end: End, file: string, wanted: Wanted): boolean {
  if (end.outcome !== 'published' || Date.parse(end.at) < wanted.since) return false;
  if (wanted.onlyMissing && end.pictures.missing === 0) return false;
  if (wanted.outlet !== undefined && !isOf(end.url, wanted.outlet)) return false;
  if (wanted.names.length === 0) return true;
  return wanted.names.some((name) => {
    const isUrl = end.url !== null && end.url === canonicalUrl(name);
    return isUrl || [end.id, end.url, file, file.split('/').at(-1)].includes(name);
  });
}

function isOf(url: string | null, outlet: string): boolean {
  const host = url !== null && URL.canParse(url) ? new URL(url).hostname : '';
  return host === outlet || host.endsWith(`.${outlet}`);
}
