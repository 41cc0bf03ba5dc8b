/** A redis-server of a test's own on a port, as somebody runs it: killed and started again at will. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RedisServer {
  port: number;
  url: string;
  pid: () => number;
  /** kill -9, and started again over the same files. @param between what happens to their folder meanwhile. */
  crash(between?: (folder: string) => Promise<void>): Promise<void>;
  /** Ends it, and starts it with other arguments too. */
  restart(more?: string[]): Promise<void>;
  close(): Promise<void>;
}

export const hasRedisServer = (() => {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/**
 * @param given arguments of redis-server beside those that keep everything on disk.
 * @param tls whether it speaks TLS, and nothing else, at its port. @param users as `ACL SETUSER` takes them.
 */
export async function startRedisServer(
  given: string[] = [],
  { tls = false, users = [] as string[][] } = {},
): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'offprint-redis-'));
  const port = await freePort();
  const rights = users.flatMap((user) => ['--user', ...user]);
  const listens = tls ? ['--port', '0', '--tls-port', String(port)] : ['--port', String(port)];
  const more = [...listens, ...given, ...rights];
  let child = await begin(folder, port, more);
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    pid: () => child.pid ?? 0,
    async crash(between = async () => {}) {
      await end(child, 'SIGKILL');
      await between(folder);
      child = await begin(folder, port, more);
    },
    async restart(others = []) {
      await end(child, 'SIGTERM');
      child = await begin(folder, port, [...more, ...others]);
    },
    async close() {
      await end(child, 'SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Nothing of it outlives this program. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

async function begin(folder: string, port: number, more: string[]): Promise<ChildProcess> {
  const args = ['--bind', '127.0.0.1 127.0.0.2', '--dir', folder];
  const kept = ['--appendonly', 'yes', '--save', '', '--maxmemory-policy', 'noeviction'];
  const child = spawn('redis-server', [...args, ...kept, ...more], { stdio: 'ignore' });
  running.add(child);
  child.once('exit', () => running.delete(child));
  // Whether it asks for a password or speaks TLS only: whoever listens is there.
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`);
    await sleep(20);
  }
  return child;
}

async function answers(port: number): Promise<boolean> {
  const socket = createConnection({ port, host: '127.0.0.1' });
  const connected = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return connected;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
