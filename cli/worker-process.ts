/** The worker process of a supervisor: forked, and started again when it dies. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { WorkerOrders } from '../workers/main.ts';
import { typescript } from '../workers/pool.ts';
import { scrapeWorker } from './scrape.ts';

export class WorkerProcess {
  readonly #orders: WorkerOrders;
  readonly #log: Logger;
  #child: ChildProcess | null = null;
  #stopping = false;
  starts = 0;
  /** The child once it has said that it works. */
  #ready: ChildProcess | null = null;

  constructor(orders: WorkerOrders, log: Logger) {
    this.#orders = orders;
    this.#log = log;
  }

  start(): void {
    const program = fileURLToPath(new URL('../workers/main.ts', import.meta.url));
    const child = fork(program, ['--forked'], {
      execArgv: typescript(),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.on('error', (error) => this.#log.error({ err: error }, 'worker'));
    child.on('exit', (code, signal) => {
      if (this.#stopping) return;
      this.#log.warn({ code, signal }, 'the worker process ended; starting another');
      setTimeout(() => this.#stopping || this.start(), 500);
    });
    child.on('message', ({ ready }: { ready?: true }) => {
      if (ready) this.#ready = child;
    });
    child.send({ orders: this.#orders });
    this.starts += 1;
    this.#child = child;
  }

  /** Whether it works; not while it starts, nor once it has died. */
  get isUp(): boolean {
    return this.#ready?.connected === true;
  }

  /** What it counts and measures; null where it does not answer in time. */
  scrape() {
    return scrapeWorker(this.#ready);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.send({ stop: true }, () => {});
    const late = sleep(25_000, 'late', { ref: false });
    if ((await Promise.race([ended, late])) === 'late') child.kill('SIGKILL');
  }

  kill(): void {
    this.#stopping = true;
    this.#child?.kill('SIGKILL');
  }
}
