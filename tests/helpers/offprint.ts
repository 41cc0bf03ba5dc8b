/** The program as a user runs it: a process of its own, in a home of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../cli/offprint.mjs', import.meta.url));

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export function spawnOffprint(args: string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [program, ...args], {
    env: {
      ...process.env,
      OFFPRINT_PICTURE_SOURCES: '',
      OFFPRINT_RESCUE_SOURCES: '',
      OFFPRINT_WORKERS: '1',
      OFFPRINT_MIN_FREE: '0',
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

export async function finished(child: ChildProcess): Promise<Finished> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdin?.end();
  await once(child, 'close');
  return { code: child.exitCode, signal: child.signalCode, stdout, stderr };
}

export async function offprint(
  args: string[],
  env: Record<string, string> = {},
): Promise<Finished> {
  return finished(spawnOffprint(args, env));
}
