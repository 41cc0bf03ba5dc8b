/** A home in a temporary folder with an inbox process whose clock the test turns. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { Ledger } from '../../queues/endings.ts';
import { Intake } from '../../queues/intake.ts';
import type { End } from '../../queues/receipts.ts';
import { inboxEnd } from '../../queues/refusal.ts';
import { openArchive } from '../../shared/archive-marker.ts';
import { type Config, type Environment, readConfig } from '../../shared/config.ts';
import type { StoreKind } from '../../shared/queue-store.ts';
import { DiskStorage } from '../../shared/storage.ts';
import { openTestQueues, type TestQueues } from './redis.ts';

export interface TestHome {
  config: Config;
  ledger: Ledger;
  archive: DiskStorage;
  queues: TestQueues;
  intake: Intake;
  /** Turns the clock on by so many milliseconds and lets the inbox process have its turn. */
  after(ms: number): Promise<void>;
  /** Two looks far enough apart for a file to be settled. */
  settle(): Promise<void>;
  /** Another process over the same home, as after a crash or a stop. */
  restart(): Promise<Intake>;
  /** Ends an article as a stage would. */
  end(receipt: string, end: Partial<End> & Pick<End, 'outcome'>): Promise<void>;
  /** Every file below a folder of the home, sorted, without what is hidden. */
  files(folder: 'inbox' | 'processing' | 'done' | 'failed'): Promise<string[]>;
  close(): Promise<void>;
}

export async function openTestHome(env: Environment = {}, kind?: StoreKind): Promise<TestHome> {
  const home = await mkdtemp(join(tmpdir(), 'offprint-home-'));
  const { config } = readConfig({ OFFPRINT_MIN_FREE: '0', ...env, OFFPRINT_HOME: home });
  const queues = await openTestQueues();
  const ledger = new Ledger(new DiskStorage(config.state));
  const archive = new DiskStorage(config.archive);
  await openArchive(archive, ledger.state);
  const log = pino({ level: 'silent' });
  const open = async () => {
    const intake = new Intake({
      config: { ...config, prefix: queues.prefix },
      ledger,
      archive,
      producer: queues.producer,
      kind: kind ?? queues.kind,
      log,
    });
    await intake.open();
    return intake;
  };
  let now = Date.now();
  const test: TestHome = {
    config,
    ledger,
    archive,
    queues,
    intake: await open(),
    async after(ms) {
      now += ms;
      await test.intake.turn(now);
    },
    async settle() {
      await test.after(1_000);
      await test.after(config.settle + 1_000);
    },
    async restart() {
      test.intake = await open();
      return test.intake;
    },
    async end(receipt, end) {
      const generation = test.intake.book.get(receipt.split('.')[0] ?? '')?.generation ?? 0;
      await ledger.receipts.end({ receipt, generation }, inboxEnd(end));
      await test.after(0);
    },
    files: (folder) => visibleFiles(config[folder]),
    async close() {
      await queues.wipe();
      await rm(home, { recursive: true, force: true });
    },
  };
  return test;
}

async function visibleFiles(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !path.split('/').some((name) => name.startsWith('.')))
    .sort();
}
