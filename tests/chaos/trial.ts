/**
 * One run under one kind of trouble: Offprint in a home of its own, started again whenever it is killed,
 * watched by a reader, and compared at the end with a run in peace.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Counts, countReceipts } from '../../queues/counts.ts';
import { type Receipt, Receipts } from '../../queues/receipts.ts';
import { openStorage } from '../../shared/open-storage.ts';
import { hasErrno } from '../../shared/storage.ts';
import { offprint } from '../helpers/offprint.ts';
import { storageTree } from '../helpers/storage-tree.ts';
import { offprintProcesses, type Role } from './processes.ts';
import { type Reader, startReader } from './reader.ts';
import { differences } from './tree.ts';

const program = fileURLToPath(new URL('../../cli/offprint.mjs', import.meta.url));
const FOLDERS = ['articles', 'pictures', 'originals', 'catalog'];

/** What a run in peace gives. */
export interface Outcome {
  tree: Record<string, string>;
  counts: Omit<Counts, 'seconds'>;
  /** Where each dropped file lies: `done/x.md`. */
  files: string[];
}

/** Whatever was started: nothing of it outlives this program, also where Ctrl-C ends it. */
const started = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of started) child.kill('SIGTERM');
});

export class Trial {
  readonly home: string;
  /** How often each deed was done. */
  readonly deeds = new Map<string, number>();
  env: Record<string, string>;
  seconds = 0;
  reader: Reader | null = null;
  #root: ChildProcess | null = null;
  #ended = false;
  #running: Promise<void> | null = null;
  readonly #beside = new Set<ChildProcess>();
  readonly #deferred: (() => Promise<unknown>)[] = [];

  constructor(home: string, env: Record<string, string>) {
    this.home = home;
    this.env = {
      OFFPRINT_WORKERS: '2',
      OFFPRINT_MIN_FREE: '0',
      OFFPRINT_SETTLE_MS: '100',
      OFFPRINT_RESCUE_SOURCES: '',
      LOG_LEVEL: 'fatal',
      ...env,
      OFFPRINT_HOME: home,
    };
  }

  /** Drops the articles, as they are, and works them off until nothing is open any more. */
  async start(given: string): Promise<void> {
    await cp(given, join(this.home, 'inbox'), { recursive: true, preserveTimestamps: true });
    const archive = await this.storage();
    this.reader = startReader(archive, { strict: !this.env.OFFPRINT_ARCHIVE?.startsWith('s3:') });
    const started = performance.now();
    this.#running = this.#keepRunning().finally(() => {
      this.seconds = (performance.now() - started) / 1_000;
      this.#ended = true;
    });
  }

  storage() {
    return openStorage(this.env.OFFPRINT_ARCHIVE ?? join(this.home, 'archive'));
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  /** Waits; false as soon as all is worked off. */
  async goesOn(ms: number): Promise<boolean> {
    for (const end = performance.now() + ms; performance.now() < end && !this.#ended; )
      await sleep(Math.min(100, Math.max(1, end - performance.now())));
    return !this.#ended;
  }

  /** Waits until articles are being published. */
  async isUnderWay(): Promise<void> {
    while (!this.#ended && (this.reader?.looks ?? 0) === 0) await sleep(50);
  }

  /** `act`, counted under its name; nothing where all is worked off and it would show nothing. */
  async deed(name: string, act: () => unknown): Promise<void> {
    if (this.#ended) return;
    await act();
    this.deeds.set(name, (this.deeds.get(name) ?? 0) + 1);
  }

  /** What has to be undone at the end, the last first. */
  defer(undo: () => Promise<unknown>): void {
    this.#deferred.unshift(undo);
  }

  /** The processes of this Offprint, the workers beside it included. */
  pids(role: Role): number[] {
    const roots = [this.#root, ...this.#beside].filter((one) => one !== null);
    const all = roots.flatMap((one) =>
      offprintProcesses(one.pid ?? 0, this.home).map((found) =>
        // Of `offprint worker` the root is the worker.
        one !== this.#root && found.role === 'supervisor' ? { ...found, role: 'worker' } : found,
      ),
    );
    return [...new Set(all.filter((one) => one.role === role).map(({ pid }) => pid))];
  }

  /** To one of those that have this role; false where there is none just now. */
  signal(role: Role, signal: NodeJS.Signals, random = Math.random): boolean {
    const victims = this.pids(role);
    const pid = victims[Math.floor(random() * victims.length)];
    return pid !== undefined && send(pid, signal);
  }

  /** Another `offprint worker` for the same work, started again when it is killed. @param which program. */
  async worker(env: Record<string, string> = {}, which = program): Promise<void> {
    const begin = () => {
      const child = spawn(process.execPath, [which, 'worker'], {
        env: { ...process.env, ...this.env, ...env },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      this.#beside.add(child);
      started.add(child);
      child.once('exit', () => {
        started.delete(child);
        this.#beside.delete(child);
        if (!this.#ended) setTimeout(begin, 500);
      });
    };
    begin();
  }

  async #keepRunning(): Promise<void> {
    for (;;) {
      const child = spawn(process.execPath, [program, 'run', '--quiet'], {
        env: { ...process.env, ...this.env },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      this.#root = child;
      started.add(child);
      const [code] = await once(child, 'exit');
      started.delete(child);
      if (code === 0 || code === 1) return;
      // Killed, or what it needs was away when it started.
      await sleep(code === null ? 0 : 500);
    }
  }

  /** Until all is worked off, within so many seconds; then everything is undone that has to be. */
  async end(patience: number): Promise<void> {
    const late = sleep(patience * 1_000, 'late', { ref: false });
    const ended = await Promise.race([this.#running, late]);
    this.#ended = true;
    await this.reader?.stop();
    const left = [...this.#beside];
    for (const child of left) child.kill('SIGTERM');
    await Promise.all(left.map((child) => child.exitCode === null && once(child, 'exit')));
    if (ended === 'late')
      for (const role of ['supervisor', 'worker', 'store'] as const) this.signal(role, 'SIGKILL');
    if (ended === 'late') throw new Error(`not worked off after ${patience} s`);
  }

  async close(): Promise<void> {
    for (const undo of this.#deferred) await undo();
    await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
  }

  async outcome(): Promise<Outcome> {
    const state = await openStorage(this.env.OFFPRINT_STATE ?? join(this.home, 'state'));
    const receipts: Receipt[] = [];
    for await (const receipt of new Receipts(state).all()) receipts.push(receipt);
    const { seconds, ...counts } = countReceipts(receipts);
    const files: string[] = [];
    for (const folder of ['inbox', 'processing', 'done', 'failed']) {
      const names = await readdir(join(this.home, folder), {
        recursive: true,
        withFileTypes: true,
      });
      for (const one of names)
        if (one.isFile()) files.push(join(one.parentPath, one.name).slice(this.home.length + 1));
    }
    return { tree: await storageTree(await this.storage(), FOLDERS), counts, files: files.sort() };
  }

  /** All that is not as it should be, in words: empty where nothing was lost, doubled or torn. */
  async complaints(calm: Outcome): Promise<string[]> {
    const { tree, counts, files } = await this.outcome();
    const found: string[] = [];
    const twice = counts.articles.length - new Set(counts.articles.map(({ file }) => file)).size;
    if (twice > 0) found.push(`${twice} articles have two outcomes`);
    if (JSON.stringify(counts) !== JSON.stringify(calm.counts))
      found.push(`counts differ: ${summary(calm.counts)} became ${summary(counts)}`);
    if (files.join('\n') !== calm.files.join('\n')) {
      const [here, there] = [new Set(files), new Set(calm.files)];
      const odd = [
        ...files.filter((one) => !there.has(one)),
        ...calm.files.filter((one) => !here.has(one)),
      ];
      found.push(`dropped files lie elsewhere: ${odd.slice(0, 5).join(', ')}`);
    }
    found.push(...(this.reader?.partial ?? []));
    // Behind what tells more of why.
    found.push(...differences(calm.tree, tree));
    const { code, stdout } = await offprint(['verify'], this.env);
    if (code !== 0) found.push(`verify says: ${stdout}`);
    return found;
  }
}

function summary(counts: Outcome['counts']): string {
  const { articles, ...figures } = counts;
  return JSON.stringify({ ...figures, failures: figures.failures.slice(0, 3) });
}

/** False where it has gone already. */
export function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (!hasErrno(error, 'ESRCH')) throw error;
    return false;
  }
}
