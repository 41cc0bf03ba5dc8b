/**
 * All a stage may touch besides its input. Tests pass their own. A stage that
 * runs in a child process has only settings and log: it is a pure function.
 */
import type { Logger } from 'pino';
import type { Download, DownloadOptions } from './download.ts';
import type { HostVisit, Leave } from './host-turn.ts';
import type { Pieces, ShrinkInput } from './pieces.ts';
import type { Storage } from './storage.ts';

/** The part of the configuration that shapes what is published. */
export interface StageSettings {
  /** Templates, `{url}` `{host}` `{path}` `{timestamp}`; empty = fetch no pictures. */
  pictureSources: string[];
  pageSources: string[];
  /** Pixels, ascending. */
  pictureWidths: number[];
  pictureFormats: ShrinkInput['formats'];
}

export interface PureContext {
  settings: StageSettings;
  log: Logger;
}

export interface Context extends PureContext {
  /** Work in progress; removed when the article has ended. */
  state: Storage;
  archive: Storage;
  /** A guarded GET (shared/download.ts). */
  download(url: string, options: DownloadOptions): Promise<Download>;
  /** Waits for a turn to ask a host, `patience` milliseconds at most; throws as EnterHost says. */
  enterHost(visit: HostVisit, patience: number): Promise<Leave>;
  /**
   * Runs CPU work in a child process with a wall-clock and a memory limit.
   * `holder` names what is charged with a death of the child, the article where it is not
   * given; the third death throws a PermanentError E_CRASH.
   */
  piece<N extends keyof Pieces>(
    name: N,
    input: Parameters<Pieces[N]>[0],
    holder?: string,
  ): ReturnType<Pieces[N]>;
  /** The bytes of a picture dropped beside the article, by its path below the inbox. */
  companion(path: string): Promise<Buffer | null>;
  /**
   * Makes this version this receipt's. False when it is another's, or was in the
   * archive before this receipt came: then the file is a duplicate.
   */
  claim(id: string, version: string): Promise<boolean>;
  /** Aborts at the stage's timeout, or when the job is cancelled. */
  signal: AbortSignal;
}
