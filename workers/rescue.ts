/**
 * Looks for the lost pictures of one article in web archives, nearest to the article's date. What is
 * found waits in `state/`; the article then runs again and puts it into the archive. Web archives
 * are run by few people for everybody: the lane that calls this asks them slowly, and asks for
 * nothing twice within a week.
 */
import type { Logger } from 'pino';
import { wishAgain } from '../queues/again.ts';
import { forgetLost, type LostPictures, writeLost } from '../queues/rescue-list.ts';
import type { Context } from '../shared/context.ts';
import type { Download } from '../shared/download.ts';
import { codeOf, PermanentError, statusOf } from '../shared/errors.ts';
import { type EnterHost, NoTurn } from '../shared/host-turn.ts';
import { sniffPicture } from '../shared/picture-kind.ts';
import { expand } from '../shared/sources.ts';
import { AskingTime, timed } from './images/clock.ts';
import { contentName } from './images/originals.ts';
import { keepRescued, rescuedBytes, rescuedPictures } from './images/rescued.ts';
import { askedArchives, sha256Of } from './images/results.ts';
import { Tries } from './images/tries.ts';

export interface RescueContext extends Pick<Context, 'state' | 'archive' | 'download'> {
  /** Templates, as for pictures. */
  sources: string[];
  enterHost: EnterHost;
  log: Logger;
  signal: AbortSignal;
}

const MAX_BYTES = 25_000_000;
/** Milliseconds: web archives are slow, and nobody waits. */
const DEADLINE = 60_000;
/** Visits to an article whose archives were in trouble; then it is left alone. */
const MOST_VISITS = 5;
/** Milliseconds until the second visit; twice as long before each further one. */
const COME_AGAIN = 10 * 60_000;

/** Throws NoTurn where the lane has to wait; what was found and asked until then is remembered. */
export async function rescue(lost: LostPictures, context: RescueContext): Promise<void> {
  const { state, log } = context;
  const tries = new Tries();
  let [found, inTrouble] = [0, false];
  try {
    for (const { candidates } of lost.pictures) {
      const end = await lookFor(candidates, lost.timestamp, tries, context);
      if (end === 'found') found += 1;
      if (end === 'trouble') inTrouble = true;
    }
  } finally {
    await tries.save(state, lost.ref);
  }
  if (found > 0) await wishAgain(state, lost.ref, { why: 'rescued', since: 0 });
  const visits = lost.visits + 1;
  log.info({ receipt: lost.ref, found, of: lost.pictures.length, inTrouble, visits }, 'rescue');
  if (!inTrouble || visits >= MOST_VISITS) return forgetLost(state, lost.ref);
  const notBefore = Date.now() + COME_AGAIN * 2 ** lost.visits;
  await writeLost(state, { ...lost, visits, notBefore });
}

type End = 'found' | 'nowhere' | 'trouble';

async function lookFor(
  candidates: string[],
  timestamp: string,
  tries: Tries,
  context: RescueContext,
): Promise<End> {
  const { state, archive, sources } = context;
  let end: End = 'nowhere';
  for (const candidate of candidates) {
    const known = await rescuedPictures.read(state, candidate);
    if (known && (await rescuedBytes(known, { state, archive })) !== undefined) return 'found';
    for (const address of expand(sources, candidate, { timestamp })) {
      const answer = await ask(address, tries, context);
      if (answer === 'trouble') end = 'trouble';
      else if (answer && (await keep(candidate, answer, timestamp, context))) return 'found';
    }
  }
  return end;
}

async function ask(
  address: string,
  tries: Tries,
  context: RescueContext,
): Promise<Download | 'trouble' | null> {
  const { state, log, signal, enterHost } = context;
  if (await askedArchives.isFresh(state, address)) return null;
  const asked = new AskingTime();
  const note = tries.begin(address, 'none');
  try {
    const options = { maxBytes: MAX_BYTES, deadline: DEADLINE, accept: 'image/*,*/*;q=0.5' };
    const turn = timed(enterHost, [asked]);
    const answer = await context.download(address, { ...options, enterHost: turn, signal });
    const isPicture = sniffPicture(answer.bytes) !== null;
    const code = isPicture ? null : 'W_IMAGE_TYPE';
    note({ ms: asked.spent, status: 200, bytes: answer.bytes.length, code });
    if (isPicture) return answer;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof NoTurn) throw error;
    note({ ms: asked.spent, status: statusOf(error), bytes: 0, code: codeOf(error) });
    log.debug({ address, err: error }, 'not in this archive');
    if (!(error instanceof PermanentError)) return 'trouble';
  }
  await askedArchives.note(state, address);
  return null;
}

async function keep(
  candidate: string,
  { bytes, url }: Download,
  timestamp: string,
  { state }: RescueContext,
): Promise<boolean> {
  const kind = sniffPicture(bytes);
  if (!kind) return false;
  const sha256 = sha256Of(bytes);
  const path = `originals/${contentName(sha256)}.${kind.extension}`;
  const archived = savedAt(url) ?? savedAt(`/${timestamp}/`) ?? new Date(0).toISOString();
  const picture = { address: url, archived, sha256, path, bytes: bytes.length };
  await keepRescued(state, candidate, picture, bytes);
  return true;
}

/** Web archives write the moment into the address: `/web/20200716201500im_/https://…`. */
function savedAt(url: string): string | null {
  const found = /\/((?:19|20)\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:[a-z]{2}_)?\//.exec(url);
  if (!found) return null;
  const [, year, month, day, hour, minute, second] = found;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  return Number.isNaN(Date.parse(iso)) ? null : iso;
}
