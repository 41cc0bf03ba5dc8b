/**
 * One supervisor per home. The lock is a socket somebody listens on, so it dies
 * with its process, however that dies, and answers who holds it.
 */
import { once } from 'node:events';
import { rename, rm } from 'node:fs/promises';
import { createConnection, createServer, type Server } from 'node:net';
import { hasErrno } from '../shared/storage.ts';

export interface Lock {
  release(): Promise<void>;
}

/** @returns the lock, or the pid of the process that holds it. */
export async function takeLock(path: string): Promise<Lock | { heldBy: number }> {
  for (;;) {
    const server = await listen(path);
    if (server) return { release: () => close(server) };
    const heldBy = await holder(path);
    if (heldBy !== null) return { heldBy };
    await removeStale(path);
  }
}

/** The pid of the supervisor of a home; null where none runs. */
export async function holder(path: string): Promise<number | null> {
  const socket = createConnection(path);
  try {
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return Number(answer.toString());
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ECONNREFUSED', 'ECONNRESET')) return null;
    throw error;
  } finally {
    socket.destroy();
  }
}

async function listen(path: string): Promise<Server | null> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end(String(process.pid));
  });
  server.listen(path);
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (hasErrno(error, 'EADDRINUSE')) return null;
    throw error;
  }
}

/**
 * Two may find the same stale socket. Moving it aside first makes sure that
 * nobody removes the socket which the other has just made.
 */
async function removeStale(path: string): Promise<void> {
  const aside = `${path}.${process.pid}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return;
    throw error;
  }
  if ((await holder(aside)) === null) await rm(aside, { force: true });
  else await rename(aside, path);
}

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
