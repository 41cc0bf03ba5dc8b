/**
 * The guarded GET: the only way Offprint speaks to a server it was told of by
 * a file. See the helper types; the guard is in the files beside this one.
 */
export interface DownloadOptions {
  /** Most decoded bytes. */
  maxBytes: number;
  /** Milliseconds for everything, redirects included. */
  deadline: number;
  /** The Accept header. */
  accept: string;
  referer?: string;
  signal: AbortSignal;
}

export interface Download {
  bytes: Buffer;
  /** Where the redirects ended. */
  url: string;
  /** Lower case, without parameters; null when the server named none. */
  contentType: string | null;
  charset: string | null;
  /** Whether a redirect led from https to http. */
  downgraded: boolean;
}
