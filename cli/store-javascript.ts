/**
 * The JavaScript store, in a process of its own: it copies whole values at each
 * command and would block whoever ran it. It keeps nothing on disk; what it
 * forgets is found again from the receipts.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { typescript } from '../workers/pool.ts';
import { serviceError } from './exit.ts';
import type { Store } from './store.ts';

const HOST = '127.0.0.1';

export async function startJavaScriptStore(): Promise<Store> {
  let [child, port] = await start(0);
  return {
    kind: 'javascript',
    address: { host: HOST, port },
    describe: 'the built-in JavaScript store (for small archives; install redis-server for speed)',
    warnings: [],
    async mend() {
      // On the same port, so that everybody's connection mends itself.
      if (child.exitCode === null && child.signalCode === null) return false;
      [child, port] = await start(port);
      return true;
    },
    kill() {
      child.kill('SIGKILL');
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function start(port: number): Promise<[ChildProcess, number]> {
  const program = fileURLToPath(new URL('./javascript-store.ts', import.meta.url));
  const child = fork(program, [String(port)], {
    execArgv: typescript(),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [answer] = await Promise.race([
    once(child, 'message') as Promise<[{ port: number }]>,
    once(child, 'exit').then(() => {
      throw serviceError('The built-in queue store did not start.');
    }),
  ]);
  return [child, answer.port];
}
