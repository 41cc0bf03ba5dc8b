/** The pages behind a real server on a free port, over an archive that the test writes itself. */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import pino from 'pino';
import { queueNames } from '../../queues/producer.ts';
import { webApp } from '../../web/app.ts';
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
  body?: string;
}

export async function openSite(files: Record<string, string | Uint8Array>): Promise<Site> {
  const archive = await mkdtemp(join(tmpdir(), 'offprint-site-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(archive, name)), { recursive: true });
    await writeFile(join(archive, name), content);
  }
  const queues = await openTestQueues();
  const app = webApp({
    archive,
    host: '127.0.0.1',
    token: TOKEN,
    queues: queueNames.map((name) => queues.producer.queue(name)),
    metrics: async () => 'offprint_tests 1\n',
    notReady: () => site.why,
    log: pino({ level: 'silent' }),
  });
  const web = await serveWeb(app, { host: '127.0.0.1', port: 0 });
  const address = new URL(web.url).host;
  const site: Site = {
    address,
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
      await rm(archive, { recursive: true, force: true });
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
  const asked = { ...headers, ...length };
  const asking = request({ host, port, path, method, headers: asked, agent: false });
  asking.end(body);
  const [answer] = await once(asking, 'response');
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}
