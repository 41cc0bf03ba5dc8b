/**
 * What the status of an answer means for us, as an ordered list of rules. A client error will be
 * the same next time, a server error may pass, and a server that names a time is taken at its word.
 */
import type { IncomingHttpHeaders } from 'undici/types/header.js';
import type { Code } from '../codes.ts';
import { PermanentError, RetryLater, TransientError } from '../errors.ts';

export const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Nobody waits longer than this for a server, in milliseconds. */
const MAX_DELAY = 3_600_000;
/** For a 429 that names no time: three tries fit into the 20 s that a picture has. */
const DEFAULT_DELAY = 8_000;

const CODES: Record<number, Code> = {
  401: 'E_HTTP_401',
  403: 'E_HTTP_403',
  404: 'E_HTTP_404',
  410: 'E_HTTP_410',
};

/** The error that an answer amounts to; null when it brings what was asked for. */
export function refusal(status: number, headers: IncomingHttpHeaders, url: string): Error | null {
  if (status >= 200 && status < 300) return null;
  const sentence = `The server answered ${status}: ${url}`;
  const named = delayOf(headers['retry-after']);
  const details = { status };
  if (status === 429) {
    return new RetryLater('E_HTTP_429', named ?? DEFAULT_DELAY, sentence, details);
  }
  if (status === 503 && named !== null) {
    return new RetryLater('E_HTTP_429', named, sentence, details);
  }
  if (status >= 500) return new TransientError('E_HTTP', sentence, details);
  if (status === 408) return new TransientError('E_TIMEOUT', sentence, details);
  return new PermanentError(CODES[status] ?? 'E_HTTP', sentence, details);
}

/** Retry-After (RFC 9110, 10.2.3), seconds or a date, in milliseconds from now; null for neither. */
function delayOf(header: string | string[] | undefined): number | null {
  const text = String(header ?? '').trim();
  const delay = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(delay) ? null : Math.min(Math.max(delay, 0), MAX_DELAY);
}
