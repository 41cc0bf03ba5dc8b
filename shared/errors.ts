/**
 * How a stage says what should happen next. There are three answers, and only
 * the first two have a class: any other error is retried by the stage's policy.
 * Both carry a code of shared/codes.ts, so that every end can say why.
 */
import { type Code, codes } from './codes.ts';

export interface ErrorDetails extends ErrorOptions {
  /** What an HTTP server answered. */
  status?: number;
}

/** It will be the same every time: the page is gone, the file is not an article. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
  readonly code: Code;
  readonly status: number | null;

  /** `message` is one plain sentence with the particulars; without it, the code's own. */
  constructor(code: Code, message: string = codes[code].message, details: ErrorDetails = {}) {
    super(message, details);
    this.code = code;
    this.status = details.status ?? null;
  }
}

/** Somebody named a time: come back after `delay` milliseconds, and do not count this attempt. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
  readonly code: Code;
  readonly delay: number;
  readonly status: number | null;

  constructor(
    code: Code,
    delay: number,
    message: string = codes[code].message,
    details: ErrorDetails = {},
  ) {
    super(message, details);
    this.code = code;
    this.delay = delay;
    this.status = details.status ?? null;
  }
}

/** Milliseconds for the workers of the newer Offprint to take it. */
const FOR_OTHERS = 5_000;

/** `what` was made by a newer Offprint, as happens while one machine after the other is upgraded. */
export function fromNewer(what: string): RetryLater {
  const message = `${what} was made by a newer Offprint. Its workers will do it; upgrade this one.`;
  return new RetryLater('E_JOB', FOR_OTHERS, message);
}

/** Worth another attempt by the row's policy; the code is what the article ends with if none succeeds. */
export class TransientError extends Error {
  override readonly name = 'TransientError';
  readonly code: Code;
  readonly status: number | null;

  constructor(code: Code, message: string = codes[code].message, details: ErrorDetails = {}) {
    super(message, details);
    this.code = code;
    this.status = details.status ?? null;
  }
}

/** The code of an error of ours; E_INTERNAL of any other. */
export function codeOf(error: unknown): Code {
  const isOurs =
    error instanceof PermanentError ||
    error instanceof RetryLater ||
    error instanceof TransientError;
  return isOurs ? error.code : 'E_INTERNAL';
}

/** What an HTTP server answered, where that is what went wrong. */
export function statusOf(error: unknown): number | null {
  return error instanceof Error && 'status' in error && typeof error.status === 'number'
    ? error.status
    : null;
}

export type Early =
  | { outcome: 'duplicate'; id: string; version: string; url: string | null }
  | {
      outcome: 'many';
      /** A bad one has no url but a code; `line` is where it stands in the file. */
      addresses: { line: number; text: string; url: string | null; code: Code | null }[];
    };

/** Nothing is wrong, but there is nothing for the next stage: the file is known, or holds many. */
export class EarlyEnd extends Error {
  override readonly name = 'EarlyEnd';
  readonly early: Early;

  constructor(early: Early) {
    super(early.outcome);
    this.early = early;
  }
}
