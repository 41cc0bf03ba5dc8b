/**
 * The compose file as a user runs it, in a project of its own: its volumes, its
 * port and its image belong to the test alone and go with it.
 */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export const TOKEN = 'the-token-of-the-container-tests';

export interface Compose {
  /** The archive's pages, from outside: `http://127.0.0.1:PORT` */
  url: string;
  /** What the command wrote to stdout; rejects with what it wrote to stderr. */
  run(...args: string[]): Promise<string>;
  /** Like run, but says the exit code instead of rejecting; may be given other settings. */
  attempt(args: string[], settings?: Record<string, string>): Promise<Executed>;
  /** How each container ended that has been stopped. */
  exitCodes(): Promise<number[]>;
  /** Stops everything and removes containers, volumes, network and image. */
  down(): Promise<void>;
}

interface Executed {
  code: number;
  output: string;
  errors: string;
}

export async function openCompose(): Promise<Compose> {
  const name = `offprint-test-${randomUUID().slice(0, 8)}`;
  const port = await freePort();
  const env = {
    ...process.env,
    OFFPRINT_IMAGE: name,
    OFFPRINT_PORT: String(port),
    OFFPRINT_TOKEN: TOKEN,
    OFFPRINT_PICTURE_SOURCES: '',
    OFFPRINT_WORKERS: '1',
    OFFPRINT_MIN_FREE: '0',
    LOG_LEVEL: 'info',
    REDIS_IMAGE: process.env.TEST_REDIS_IMAGE ?? 'redis:7',
  };
  const [program = '', ...before] = await composeCommand();
  const attempt = (args: string[], settings: Record<string, string> = {}) =>
    execute(program, [...before, '--project-name', name, ...args], { ...env, ...settings });
  const run = async (...args: string[]) => {
    const { code, output, errors } = await attempt(args);
    if (code !== 0) throw new Error(`compose ${args.join(' ')} ended with ${code}: ${errors}`);
    return output;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    run,
    attempt,
    async exitCodes() {
      const ids = (await run('ps', '--all', '--quiet')).trim().split('\n');
      const ended = ['inspect', '--format', '{{.State.ExitCode}}', ...ids];
      return (await execute('docker', ended, env)).output.trim().split('\n').map(Number);
    },
    async down() {
      await run('down', '--volumes', '--remove-orphans', '--timeout', '5');
      await execute('docker', ['image', 'rm', name], env);
    },
  };
}

/** The plug-in of today, or the program of before. */
async function composeCommand(): Promise<string[]> {
  const { code } = await execute('docker', ['compose', 'version'], process.env);
  return code === 0 ? ['docker', 'compose'] : ['docker-compose'];
}

async function execute(program: string, args: string[], env: NodeJS.ProcessEnv): Promise<Executed> {
  return new Promise((resolve) => {
    const options = { cwd: root, env, maxBuffer: 64 * 1024 ** 2 };
    execFile(program, args, options, (error, output, errors) => {
      resolve({ code: error ? Number(error.code) || 1 : 0, output, errors });
    });
  });
}

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
