/**
 * `offprint status --watch`: the counts again and again, until all is settled. On a terminal they stay
 * in place; elsewhere each change is a line. Receipts that are settled are not read again at each look.
 */
import { readdir } from 'node:fs/promises';
import { clearScreenDown, moveCursor } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WriteStream } from 'node:tty';
import { wishedAgain } from '../queues/again.ts';
import { type Counts, countReceipts } from '../queues/counts.ts';
import { type Receipt, Receipts } from '../queues/receipts.ts';
import { scanInbox } from '../queues/scan.ts';
import type { Config } from '../shared/config.ts';
import type { Storage } from '../shared/storage.ts';
import { exitCodes } from './exit.ts';
import { onInterrupt } from './interrupt.ts';
import { holder } from './lock.ts';
import type { Invocation } from './main.ts';
import { openHome } from './places.ts';
import { socketPath } from './sockets.ts';
import { figures, progressLine } from './summary.ts';

/** Milliseconds between two looks, at least. */
const LEAST_PAUSE = 1_000;
/** Watching takes at most a fifth of one core from those that work. */
const SHARE = 5;
/** Looks after which all receipts are read: a settled one may have been opened again. */
const AFRESH = 30;

/** @param finish prints the end of it, on a terminal. */
export async function watch(
  { config, terminal }: Invocation,
  finish: (counts: Counts) => void,
): Promise<number> {
  const stop = new AbortController();
  const interrupt = onInterrupt({
    first: () => stop.abort(),
    second: () => process.exit(exitCodes.interrupted),
  });
  const view = process.stdout.isTTY ? inPlace(process.stdout) : lineByLine(terminal.out);
  const { state } = await openHome(config);
  const watched = new Watched(config, state);
  let look = await watched.next();
  if (!look.settled) await sayIdle(config, terminal.say);
  while (!look.settled && !interrupt.happened) {
    view.show(look);
    await sleep(pauseAfter(watched.cost), undefined, { signal: stop.signal }).catch(() => {});
    if (!interrupt.happened) look = await watched.next();
  }
  interrupt.stopListening();
  if (interrupt.happened) return exitCodes.interrupted;
  view.show(look);
  view.clear();
  if (process.stdout.isTTY) finish(look.counts);
  return exitCodes.well;
}

/** Milliseconds until the next look, after one that took so many of a core. */
export function pauseAfter(cost: number): number {
  return Math.max(LEAST_PAUSE, cost * SHARE);
}

interface Look {
  counts: Counts;
  /** Files that are not accepted yet, and articles that are to run again. */
  waiting: number;
  settled: boolean;
}

class Watched {
  readonly #config: Config;
  readonly #state: Storage;
  #settled = new Map<string, Receipt>();
  #looks = 0;
  /** Milliseconds of a core that the last look took. */
  cost = 0;

  constructor(config: Config, state: Storage) {
    this.#config = config;
    this.#state = state;
  }

  async next(): Promise<Look> {
    const before = process.cpuUsage();
    const afresh = this.#looks % AFRESH === 0;
    this.#looks += 1;
    let look = await this.#look(afresh);
    // What ends the watching is never remembered but seen.
    if (look.settled && !afresh) look = await this.#look(true);
    const { user, system } = process.cpuUsage(before);
    this.cost = (user + system) / 1_000;
    return look;
  }

  async #look(afresh: boolean): Promise<Look> {
    // In the order of the flow, so that a file on its way from one place to the next is not missed.
    const inInbox = (await scanInbox(this.#config.inbox)).length;
    const again = (await wishedAgain(this.#state)).size;
    const claimed = await readdir(this.#config.processing).catch(() => []);
    const receipts: Receipt[] = [];
    const known = afresh ? new Map<string, Receipt>() : this.#settled;
    for await (const receipt of new Receipts(this.#state).all(known)) receipts.push(receipt);
    this.#settled = new Map(
      receipts.flatMap((receipt) => (receipt.settled ? [[receipt.receipt, receipt]] : [])),
    );
    const accepted = new Set(receipts.map(({ receipt }) => receipt));
    const halfway = claimed.filter((name) => name.startsWith('f') && !accepted.has(name)).length;
    const waiting = inInbox + again + halfway;
    return {
      counts: countReceipts(receipts),
      waiting,
      settled: waiting === 0 && this.#settled.size === receipts.length,
    };
  }
}

interface View {
  show(look: Look): void;
  clear(): void;
}

function lineByLine(out: (line: string) => void): View {
  let last = '';
  return {
    show({ counts, waiting }) {
      const line = progressLine(counts, waiting, 0);
      if (line !== last) out(line);
      last = line;
    },
    clear() {},
  };
}

function inPlace(screen: WriteStream): View {
  let lines = 0;
  const clear = () => {
    moveCursor(screen, 0, -lines);
    clearScreenDown(screen);
    lines = 0;
  };
  return {
    show({ counts, waiting }) {
      clear();
      const shown = [...figures(counts), progressLine(counts, waiting, 0)].map((line) =>
        line.slice(0, screen.columns - 1),
      );
      screen.write(`${shown.join('\n')}\n`);
      lines = shown.length;
    },
    clear,
  };
}

async function sayIdle(config: Config, say: (text: string) => void): Promise<void> {
  if (config.redisUrl !== null || (await holder(socketPath(config, 'supervisor'))) !== null) return;
  say('Nothing works on this just now. To go on: offprint start');
}
