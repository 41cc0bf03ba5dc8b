/**
 * Asks a server for a picture, up to three times. The tries share the time that the address has:
 * the first are short, because most of what hangs at first answers at once the second time; the
 * last has all that is left. undici's own retries sit below redirects and know no total, hence ours.
 * A server that refuses is asked again at once with another Referer.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Code } from '../../shared/codes.ts';
import type { Download } from '../../shared/download.ts';
import { PermanentError, RetryLater, statusOf, TransientError } from '../../shared/errors.ts';
import { type EnterHost, HostRests, NoTurn } from '../../shared/host-turn.ts';
import { AskingTime, timed } from './clock.ts';
import type { Missing, PictureDesk } from './desk.ts';
import { noteStrategy, refererOf, type Strategy, strategiesFor } from './referers.ts';

const MAX_BYTES = 25_000_000;

/** Of the time that is left when each try begins. */
const SHARES = [1 / 4, 1 / 3, 1];

/** No picture format by name: servers would convert to the newest that they see, and we keep originals. */
const ACCEPT = 'image/*,*/*;q=0.5';

/** A server that wants more time than this, in milliseconds, is not waited for. */
const LONGEST_WAIT = 60_000;

/** Refusals that may be about the Referer header. */
const REFUSED = new Set<Code>(['E_HTTP_403', 'E_HTTP_401']);

/** Somebody else has asked for it while we waited for our turn. */
export class AlreadyKnown extends Error {}

/** An address, and whether meanwhile it is known what comes of it. */
export interface Question {
  address: string;
  isKnown: () => Promise<boolean>;
  /** What it may take. */
  time: AskingTime;
}

/** Throws NoTurn where the host has none for us just now, and AlreadyKnown. */
export async function fetchPicture(
  question: Question,
  desk: PictureDesk,
): Promise<Download | Missing> {
  const { time: own } = question;
  const { asking, limits } = desk;
  let code: Code = 'E_IMAGE_LATE';
  for (const [attempt, share] of SHARES.entries()) {
    const left = Math.min(own.left, asking.left);
    if (left === 0) break;
    const answer = await tryReferers(question, Math.ceil(left * share), desk);
    if ('bytes' in answer) return answer;
    code = answer.code;
    const pause = Math.max(answer.again ?? 0, limits.pauses[attempt] ?? 0);
    const isLast = attempt === SHARES.length - 1;
    if (answer.again === null || isLast || pause >= own.left) break;
    await wait(pause, undefined, { signal: desk.context.signal });
  }
  const cutShort = code === 'E_TIMEOUT' && asking.left === 0;
  return { code: cutShort ? 'E_IMAGE_LATE' : code };
}

interface Failure {
  code: Code;
  /** Milliseconds to wait at least before another try; null when it would be the same again. */
  again: number | null;
}

async function tryReferers(
  question: Question,
  deadline: number,
  desk: PictureDesk,
): Promise<Download | Failure> {
  const { state } = desk.context;
  const { host } = new URL(question.address);
  const known = await strategiesFor(state, host);
  const usable = known.filter((strategy) => strategy !== 'page' || desk.referer !== null);
  let refusal: Failure = { code: 'E_HTTP_403', again: null };
  for (const strategy of usable) {
    const answer = await tryOnce({ ...question, deadline, strategy }, desk);
    if ('bytes' in answer || !REFUSED.has(answer.code)) {
      if (strategy !== usable[0]) await noteStrategy(state, host, strategy);
      return answer;
    }
    refusal = answer;
  }
  await noteStrategy(state, host, null);
  return refusal;
}

interface Attempt extends Question {
  /** Milliseconds. */
  deadline: number;
  strategy: Strategy;
}

async function tryOnce(attempt: Attempt, desk: PictureDesk): Promise<Download | Failure> {
  const { address, deadline, strategy } = attempt;
  const { context, referer: page } = desk;
  const referer = refererOf(strategy, address, page);
  const asked = new AskingTime();
  const note = desk.tries.begin(address, strategy);
  try {
    const answer = await context.download(address, {
      maxBytes: MAX_BYTES,
      deadline,
      accept: ACCEPT,
      ...(referer && { referer }),
      enterHost: timed(turnFor(attempt, desk), [attempt.time, asked, desk.asking]),
      signal: context.signal,
    });
    note({ ms: asked.spent, status: 200, bytes: answer.bytes.length, code: null });
    return answer;
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof AlreadyKnown || isNoTurn(error)) throw error;
    const failure = judge(error);
    note({ ms: asked.spent, status: statusOf(error), bytes: 0, code: failure.code });
    context.log.debug({ address, code: failure.code, err: error }, 'picture not fetched');
    return failure;
  }
}

/** A turn of the host, and a last look whether there is still something to ask for. */
function turnFor({ isKnown }: Question, { context, limits }: PictureDesk): EnterHost {
  return async (visit) => {
    const leave = await context.enterHost(visit, limits.patience);
    if (!(await isKnown())) return leave;
    await leave({ kind: 'left' });
    throw new AlreadyKnown();
  };
}

/** The host has no turn for us just now, but will have one: nothing is known of the picture. */
function isNoTurn(error: unknown): error is NoTurn {
  return error instanceof NoTurn && error.delay <= LONGEST_WAIT;
}

function judge(error: unknown): Failure {
  if (error instanceof PermanentError || error instanceof HostRests) {
    return { code: error.code, again: null };
  }
  if (error instanceof RetryLater) return { code: error.code, again: error.delay };
  if (error instanceof TransientError) return { code: error.code, again: 0 };
  // Nothing that a single picture does may fail the article.
  return { code: 'E_INTERNAL', again: 0 };
}
