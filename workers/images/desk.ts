/**
 * What everybody who works on one article's pictures shares. Times are milliseconds: the limits are
 * durations, `end` and `since` are moments. A picture that cannot be had is a value here, not an error: it goes
 * into the article with its code and fails nothing.
 */
import type { Code } from '../../shared/codes.ts';
import type { Context } from '../../shared/context.ts';
import type { AskingTime } from './clock.ts';
import type { Tries } from './tries.ts';

export interface PictureLimits {
  /** For all servers that are asked for one picture. */
  picture: number;
  /** For all downloads of an article; waiting for turns and making smaller copies do not count. */
  article: number;
  /** Before the second and the third try. */
  pauses: [number, number];
  /** That a picture waits for a turn, before its article makes room for others. */
  patience: number;
  /** For everything; then the article makes room, and goes on where it was. */
  all: number;
}

export interface PictureDesk {
  context: Context;
  receipt: string;
  /** yyyymmddhhmmss, for templates. */
  timestamp: string;
  /** The article's own URL: some servers give pictures to their own pages only. */
  referer: string | null;
  limits: PictureLimits;
  /** How long servers have been asked for this article's pictures. */
  asking: AskingTime;
  /** When this run makes room for other articles. */
  end: number;
  /** What was found missing before this moment is asked for again. */
  since: number;
  tries: Tries;
  /** A folder for the bytes that go to a child process, made when it is first asked for. */
  folder: () => Promise<string>;
  /** Whether the slow lane has found anything at all. */
  hasRescued: () => Promise<boolean>;
  /** What is under way, by address or content, so that a picture used twice is fetched and shrunk once. */
  underWay: Map<string, Promise<unknown>>;
}

/** Why there is no picture. */
export interface Missing {
  code: Code;
}

/** A picture whose bytes were had. */
export interface Original {
  sha256: string;
  /** From the archive's root. */
  path: string;
  bytes: number;
  /** Whether it came over a redirect from https to http. */
  downgraded: boolean;
  /** The bytes, of a large one in a file in the desk's folder; null when they were not needed to find it. */
  had: { bytes: Buffer } | { path: string } | null;
}

export const isMissing = (result: object): result is Missing => 'code' in result;

/** Starts `make` unless it is under way for this key; `key` must say what is made. */
export function once<T>(desk: PictureDesk, key: string, make: () => Promise<T>): Promise<T> {
  const running = desk.underWay.get(key) as Promise<T> | undefined;
  const started = running ?? make();
  desk.underWay.set(key, started);
  return started;
}
