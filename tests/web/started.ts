/** `offprint start` as a user runs it, with a process group of its own as a terminal gives it. */
import { execFileSync, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasErrno } from '../../shared/storage.ts';

const program = fileURLToPath(new URL('../../cli/offprint.mjs', import.meta.url));

export interface Started {
  home: string;
  /** What it has said so far. */
  said: () => string;
  /** The addresses it printed. */
  archive: string;
  dashboard: string;
  /** Resolves when it has said this. */
  saying(text: string | RegExp): Promise<void>;
  /** To the whole group, as Ctrl-C in a terminal does. */
  signal(signal: NodeJS.Signals): void;
  /** To the one process that was started, as a container engine does. */
  signalMain(signal: NodeJS.Signals): void;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Processes of this Offprint that are alive, the queue store included. */
  processes(): string[];
  /** Of those whose command line matches. */
  pids(line: RegExp): number[];
  /** Ends what is left, and removes the home. */
  clear(): Promise<void>;
}

/** `prepare`: what lies in the home before it starts. */
export async function start(
  env: Record<string, string> = {},
  prepare: (home: string) => Promise<void> = async () => {},
): Promise<Started> {
  const home = await mkdtemp(join(tmpdir(), 'offprint-start-'));
  await prepare(home);
  const { REDIS_URL, OFFPRINT_TOKEN, ...around } = process.env;
  const ours = {
    OFFPRINT_PORT: '0',
    OFFPRINT_WORKERS: '1',
    OFFPRINT_MIN_FREE: '0',
    LOG_LEVEL: 'warn',
  };
  const child = spawn(process.execPath, [program, 'start', '--home', home], {
    env: { ...around, ...ours, OFFPRINT_PICTURE_SOURCES: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  const news = new EventEmitter();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      news.emit('said');
    });
  }
  const group = child.pid ?? 0;
  const closed = once(child, 'close');
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  const processes = () => living().filter((one) => one.group === group || one.line.includes(home));
  const saying = async (text: string | RegExp) => {
    while (!said.match(text)) {
      const end = await Promise.race([once(news, 'said').then(() => null), closed]);
      if (end !== null && !said.match(text)) throw new Error(`it ended without ${text}: ${said}`);
    }
  };
  const clear = async () => {
    for (const { pid } of processes()) kill(pid);
    await ended;
    await rm(home, { recursive: true, force: true });
  };
  await saying('Ctrl-C ends.').catch(async (error: unknown) => {
    const left = processes().length;
    await clear();
    throw new Error(`it did not start, and left ${left} processes behind`, { cause: error });
  });
  return {
    home,
    said: () => said,
    archive: /http:\S+\/(?= )/.exec(said)?.[0] ?? '',
    // A token of one's own is not printed.
    dashboard:
      /http:\S+token=\S+/.exec(said)?.[0] ??
      `${/http:\S+\/login/.exec(said)?.[0]}?token=${env.OFFPRINT_TOKEN}`,
    saying,
    signal: (signal) => process.kill(-group, signal),
    signalMain: (signal) => process.kill(group, signal),
    ended,
    processes: () => processes().map(({ line }) => line),
    pids: (line) =>
      processes()
        .filter((one) => line.test(one.line))
        .map(({ pid }) => pid),
    clear,
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!hasErrno(error, 'ESRCH')) throw error;
  }
}

/** Without those that have died and are only waited for. */
function living(): { pid: number; group: number; line: string }[] {
  const list = execFileSync('ps', ['-A', '-o', 'pid=,pgid=,stat=,args='], { encoding: 'utf8' });
  return list
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null && !match[3]?.startsWith('Z'))
    .map((match) => ({
      pid: Number(match?.[1]),
      group: Number(match?.[2]),
      line: match?.[4] ?? '',
    }));
}
