/** Errors of a disk that say nothing of the article: it waits, and loses no attempt. */
import { codes } from './codes.ts';
import { RetryLater } from './errors.ts';
import { hasErrno } from './storage.ts';

/** Full, read-only, failing, or gone from the network; or too many files are open just now. */
const TROUBLES = [
  'ENOSPC',
  'EDQUOT',
  'EROFS',
  'EIO',
  'ESTALE',
  'ENOTCONN',
  'ENODEV',
  'EHOSTDOWN',
  'EMFILE',
  'ENFILE',
];
/** Milliseconds until the disk is tried again. */
const AWAY = 10_000;

/** null where the error is about something else. */
export function storageTrouble(cause: unknown): RetryLater | null {
  if (!hasErrno(cause, ...TROUBLES)) return null;
  const { code } = cause as NodeJS.ErrnoException;
  return new RetryLater('E_STORAGE', AWAY, `${codes.E_STORAGE.message} (${code})`, { cause });
}
