/**
 * One supervisor per home. Whoever wants to be it listens on a socket of its own
 * beside the others' (`supervisor.sock.NAME`) and then looks whether any other is
 * alive: first the flag, then the look, so of two at least one sees the other. A
 * socket dies with its process, however that dies, and answers who holds the lock.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { createConnection, createServer, type Server } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasErrno } from '../shared/storage.ts';

export interface Lock {
  release(): Promise<void>;
}

interface Contender {
  name: string;
  pid: number;
  /** False while it is still looking at the others. */
  holds: boolean;
}

/** Milliseconds until contenders that see each other look again. */
const LOOK_AGAIN = 20;
/** Milliseconds. */
const ANSWER_WITHIN = 5_000;

/** @returns the lock, or the pid of the process that holds it. */
export async function takeLock(path: string): Promise<Lock | { heldBy: number }> {
  const rank = randomBytes(4).toString('hex');
  for (let turn = 0; ; turn += 1) {
    // A name is never used twice: a dead socket may be removed at any time.
    const name = `${rank}-${turn}-${process.pid}`;
    const own = await contend(path, name);
    const result = await decide(path, name);
    if (result === 'mine') {
      own.holds = true;
      return { release: () => close(own.server) };
    }
    await close(own.server);
    if (result !== 'again') return { heldBy: result };
    await sleep(LOOK_AGAIN);
  }
}

/** The pid of the supervisor of a home; null where none runs. */
export async function holder(path: string): Promise<number | null> {
  return (await contenders(path)).find(({ holds }) => holds)?.pid ?? null;
}

/** `mine`, the pid that holds it, or `again` where another asks at the same time and comes first. */
async function decide(path: string, name: string): Promise<'mine' | 'again' | number> {
  for (;;) {
    const all = await contenders(path);
    const others = all.filter((one) => one.name !== name);
    const holding = others.find(({ holds }) => holds);
    if (holding) return holding.pid;
    // Not to be seen by others: somebody took it for dead before it listened.
    if (others.length === all.length || others.some((one) => one.name < name)) return 'again';
    if (others.length === 0) return 'mine';
    await sleep(LOOK_AGAIN);
  }
}

async function contend(path: string, name: string): Promise<{ server: Server; holds: boolean }> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end(JSON.stringify({ pid: process.pid, holds: own.holds }));
  });
  const own = { server, holds: false };
  server.listen(`${path}.${name}`);
  await once(server, 'listening');
  return own;
}

/** Who listens; the sockets of the dead are removed. */
async function contenders(path: string): Promise<Contender[]> {
  const prefix = `${basename(path)}.`;
  const names = await readdir(dirname(path)).catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => name.startsWith(prefix))
      .map((name) => ask(join(dirname(path), name), name.slice(prefix.length))),
  );
  return found.flatMap((one) => one ?? []);
}

async function ask(path: string, name: string): Promise<Contender | null> {
  const socket = createConnection(path);
  try {
    const answer = await text(addAbortSignal(AbortSignal.timeout(ANSWER_WITHIN), socket));
    return answer === '' ? null : { name, ...JSON.parse(answer) };
  } catch (error) {
    // A process that was stopped (SIGSTOP) listens without answering, and has what it had.
    if (!hasErrno(error, 'ENOENT', 'ECONNREFUSED', 'ECONNRESET'))
      return { name, pid: Number(name.split('-').at(-1)), holds: true };
    if (hasErrno(error, 'ECONNREFUSED')) await rm(path, { force: true });
    return null;
  } finally {
    socket.destroy();
  }
}

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
