/**
 * What everybody who works on one article's pictures shares. Times are milliseconds: the limits are
 * durations, `end` is a moment. A picture that cannot be had is a value here, not an error: it goes
 * into the article with its code and fails nothing.
 */
import type { Code } from '../../shared/codes.ts';
import type { Context } from '../../shared/context.ts';

export interface PictureLimits {
  /** For all servers that are asked for one picture. */
  picture: number;
  /** For all downloads of an article; making smaller copies does not count. */
  article: number;
  /** Before the second and the third try. */
  pauses: [number, number];
}

export interface PictureDesk {
  context: Context;
  receipt: string;
  /** yyyymmddhhmmss, for templates. */
  timestamp: string;
  /** The article's own URL: some servers give pictures to their own pages only. */
  referer: string | null;
  limits: PictureLimits;
  /** When downloading ends for this article. */
  end: number;
  /** A folder for the bytes that go to a child process. */
  folder: string;
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
  /** Whether it came over a redirect from https to http. */
  downgraded: boolean;
  /** A file in the desk's folder with the bytes; null when they were not needed to find it. */
  file: string | null;
}

export const isMissing = (result: object): result is Missing => 'code' in result;

/** Starts `make` unless it is under way for this key; `key` must say what is made. */
export function once<T>(desk: PictureDesk, key: string, make: () => Promise<T>): Promise<T> {
  const running = desk.underWay.get(key) as Promise<T> | undefined;
  const started = running ?? make();
  desk.underWay.set(key, started);
  return started;
}
