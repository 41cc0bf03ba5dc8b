/**
 * Asks a server for a picture, up to three times. The tries share the time that the address has:
 * the first are short, because most of what hangs at first answers at once the second time; the
 * last has all that is left. undici's own retries sit below redirects and know no total, hence ours.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Code } from '../../shared/codes.ts';
import type { Download } from '../../shared/download.ts';
import { PermanentError, RetryLater, TransientError } from '../../shared/errors.ts';
import type { Missing, PictureDesk } from './desk.ts';

const MAX_BYTES = 25_000_000;

/** Of the time that is left when each try begins. */
const SHARES = [1 / 4, 1 / 3, 1];

/** No picture format by name: servers would convert to the newest that they see, and we keep originals. */
const ACCEPT = 'image/*,*/*;q=0.5';

/** `until` is the moment, in milliseconds since 1970, when this address has had its time. */
export async function fetchPicture(
  address: string,
  until: number,
  desk: PictureDesk,
): Promise<Download | Missing> {
  let code: Code = 'E_IMAGE_LATE';
  for (const [attempt, share] of SHARES.entries()) {
    const left = until - Date.now();
    if (left <= 0) break;
    const failure = await tryOnce(address, Math.ceil(left * share), desk);
    if ('bytes' in failure) return failure;
    code = failure.code;
    const pause = Math.max(failure.again ?? 0, desk.limits.pauses[attempt] ?? 0);
    const isLast = attempt === SHARES.length - 1;
    if (failure.again === null || isLast || Date.now() + pause >= until) break;
    await wait(pause, undefined, { signal: desk.context.signal });
  }
  const cutShort = code === 'E_TIMEOUT' && Date.now() >= desk.end;
  return { code: cutShort ? 'E_IMAGE_LATE' : code };
}

interface Failure {
  code: Code;
  /** Milliseconds to wait at least before another try; null when it would be the same again. */
  again: number | null;
}

async function tryOnce(
  address: string,
  deadline: number,
  { context, referer }: PictureDesk,
): Promise<Download | Failure> {
  try {
    return await context.download(address, {
      maxBytes: MAX_BYTES,
      deadline,
      accept: ACCEPT,
      ...(referer && { referer }),
      signal: context.signal,
    });
  } catch (error) {
    context.signal.throwIfAborted();
    const failure = judge(error);
    context.log.debug({ address, code: failure.code, err: error }, 'picture not fetched');
    return failure;
  }
}

function judge(error: unknown): Failure {
  if (error instanceof PermanentError) return { code: error.code, again: null };
  if (error instanceof RetryLater) return { code: error.code, again: error.delay };
  if (error instanceof TransientError) return { code: error.code, again: 0 };
  // Nothing that a single picture does may fail the article.
  return { code: 'E_INTERNAL', again: 0 };
}
