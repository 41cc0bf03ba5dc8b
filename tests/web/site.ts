/** The pages behind a real server on a free port, over an archive that the test writes itself. */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import pino from 'pino';
import { Ledger } from '../../queues/endings.ts';
import { KeptCounts } from '../../queues/kept-counts.ts';
import type { Pause } from '../../queues/pause.ts';
import { ReceiptBook } from '../../queues/receipt-book.ts';
import { type Config, readConfig } from '../../shared/config.ts';
import { DiskStorage } from '../../shared/storage.ts';
import { webApp } from '../../web/app.ts';
import { Limits } from '../../web/limits.ts';
import { serveWeb } from '../../web/server.ts';
import { openTestQueues, type TestQueues } from '../helpers/redis.ts';

export const TOKEN = 'the token of the tests';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Site {
  /** `127.0.0.1:PORT` */
  address: string;
  config: Config;
  /** What the inbox process knows; tests change it. */
  intake: { book: ReceiptBook; waiting: number; paused: Pause | null };
  ledger: Ledger;
  queues: TestQueues;
  /** Why the site is not ready; null is ready. */
  why: string | null;
  /** Sends the path exactly as it is given; fetch() would tidy it up first. */
  ask(path: string, headers?: Record<string, string>, sent?: Sent): Promise<Answer>;
  /** The Cookie header of a browser that opened the login link. */
  logIn(): Promise<string>;
  close(): Promise<void>;
}

interface Sent {
  method: string;
  body?: string | Uint8Array;
}

/** `env`: settings beyond the defaults. `limits`: with a clock that the test turns. */
export async function openSite(
  files: Record<string, string | Uint8Array>,
  env: Record<string, string> = {},
  limits = new Limits(),
): Promise<Site> {
  const home = await mkdtemp(join(tmpdir(), 'offprint-site-'));
  const queues = await openTestQueues();
  const { config } = readConfig({ OFFPRINT_HOME: home, OFFPRINT_PREFIX: queues.prefix, ...env });
  const { archive } = config;
  await mkdir(archive);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(archive, name)), { recursive: true });
    await writeFile(join(archive, name), content);
  }
  const ledger = new Ledger(new DiskStorage(config.state));
  const book = new ReceiptBook(ledger.state);
  const intake: Site['intake'] = { book, waiting: 0, paused: null };
  const app = webApp({
    archive: new DiskStorage(archive),
    config,
    token: TOKEN,
    intake,
    counts: new KeptCounts(book),
    ledger,
    producer: queues.producer,
    kind: queues.kind,
    metrics: async () => 'offprint_tests 1\n',
    notReady: () => site.why,
    log: pino({ level: 'silent' }),
    limits,
  });
  const web = await serveWeb(app, { host: '127.0.0.1', port: 0 });
  const address = new URL(web.url).host;
  const site: Site = {
    address,
    config,
    intake,
    ledger,
    queues,
    why: null,
    ask: (path, headers = {}, sent = { method: 'GET' }) => ask(address, path, headers, sent),
    async logIn() {
      const { headers } = await site.ask(`/login?token=${encodeURIComponent(TOKEN)}`);
      return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    },
    async close() {
      web.close();
      await queues.wipe();
      await rm(home, { recursive: true, force: true });
    },
  };
  return site;
}

async function ask(
  address: string,
  path: string,
  headers: Record<string, string>,
  { method, body }: Sent,
): Promise<Answer> {
  const [host, port] = address.split(':');
  // Not in chunks, which some methods may not be sent in.
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const asked = { ...length, ...headers };
  const asking = request({ host, port, path, method, headers: asked, agent: false });
  asking.end(body);
  const [answer] = await once(asking, 'response');
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}
