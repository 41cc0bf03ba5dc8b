/** redis-server or valkey-server of this machine, as a child on a unix socket, with everything on disk. */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, open } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../shared/config.ts';
import { connect } from '../shared/queue-store.ts';
import { serviceError } from './exit.ts';
import { socketPath } from './sockets.ts';
import type { Store } from './store.ts';

const NAMES = ['valkey-server', 'redis-server'];
/** Milliseconds: a large append-only file takes a while to load. */
const START_PATIENCE = 30_000;

/** The program to start; null where there is none, or the settings ask for the JavaScript store. */
export async function findServer({ redisServer }: Config): Promise<string | null> {
  if (redisServer !== null) return redisServer === '' ? null : redisServer;
  // biome-ignore lint/style/noProcessEnv: PATH is the machine's, not a setting of ours
  const path = process.env.PATH ?? '';
  const folders = [...path.split(delimiter), '/usr/local/bin', '/opt/homebrew/bin'];
  for (const name of NAMES) {
    for (const folder of folders) {
      const program = join(folder, name);
      if (await isProgram(program)) return program;
    }
  }
  return null;
}

/** Takes over a server of ours that outlived its supervisor, or starts one. */
export async function startServer(program: string, config: Config): Promise<Store> {
  const path = socketPath(config, 'redis');
  const server = new Server(program, path, config.redis);
  if (!(await answers(path))) await server.start();
  return {
    kind: 'server',
    address: { path },
    describe: `${program.split('/').at(-1)} (started by Offprint, everything on disk)`,
    warnings: [],
    mend: () => server.mend(),
    close: () => server.close(),
    kill: () => server.kill(),
  };
}

class Server {
  readonly #program: string;
  readonly #path: string;
  readonly #folder: string;
  #child: ChildProcess | null = null;

  constructor(program: string, path: string, folder: string) {
    this.#program = program;
    this.#path = path;
    this.#folder = folder;
  }

  async start(): Promise<void> {
    const log = await open(join(this.#folder, 'server.log'), 'a');
    // Its own process group: Ctrl-C is for the supervisor, which ends it in order.
    const child = spawn(this.#program, this.#arguments(), {
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    child.on('error', () => {});
    child.unref();
    await log.close();
    this.#child = child;
    const patience = Date.now() + START_PATIENCE;
    while (!(await answers(this.#path))) {
      if (child.exitCode !== null || Date.now() > patience) {
        throw serviceError(
          `${this.#program} did not start; see ${join(this.#folder, 'server.log')}`,
        );
      }
      await sleep(50);
    }
  }

  async mend(): Promise<boolean> {
    if (this.#child && this.#child.exitCode === null && this.#child.signalCode === null)
      return false;
    if (await answers(this.#path)) return false;
    await this.start();
    return true;
  }

  async close(): Promise<void> {
    const redis = connect({ path: this.#path }, { failFast: true });
    const ended = new Promise((resolve) => redis.once('close', resolve));
    // The connection breaks off as the answer: that is how SHUTDOWN succeeds.
    redis.once('ready', () => void redis.shutdown().catch(() => {}));
    await Promise.race([ended, sleep(5_000, undefined, { ref: false })]);
    redis.disconnect();
  }

  /** One that was taken over is not our child, and is taken over again by the next start. */
  kill(): void {
    this.#child?.kill('SIGTERM');
  }

  #arguments(): string[] {
    return [
      ...['--port', '0', '--unixsocket', this.#path, '--unixsocketperm', '700'],
      ...['--dir', this.#folder, '--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''],
      ...['--maxmemory-policy', 'noeviction', '--daemonize', 'no', '--loglevel', 'warning'],
    ];
  }
}

async function answers(path: string): Promise<boolean> {
  const redis = connect({ path }, { failFast: true });
  try {
    await new Promise((resolve, reject) => {
      redis.once('ready', resolve);
      redis.once('error', reject);
      redis.once('close', () => reject(new Error('closed')));
    });
    return true;
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}

async function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
