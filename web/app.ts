/** What `offprint start` serves: the archive for everybody, the rest behind the token. */
import type { Queue } from 'bullmq';
import { Hono } from 'hono';
import type { Logger } from 'pino';
import { archivePages } from './archive.ts';
import { checkHost, checkOrigin } from './guard.ts';
import { safeHeaders } from './headers.ts';
import { logIn, needToken } from './login.ts';
import { metricsPage } from './metrics.ts';
import { queuePages } from './queues.ts';

export interface WebOptions {
  /** The archive's folder. */
  archive: string;
  /** The name or address it is bound to. */
  host: string;
  token: string;
  queues: Queue[];
  /** The page for Prometheus. */
  metrics: () => Promise<string>;
  /** Whether new work is taken and done: one sentence why not, for strangers to read, else null. */
  notReady: () => string | null;
  log: Logger;
}

export function webApp(options: WebOptions): Hono {
  const { archive, host, token, queues, metrics, notReady, log } = options;
  const app = new Hono();
  app.use(safeHeaders(), checkHost(host), checkOrigin());
  app.get('/healthz', (context) => context.text('alive\n'));
  app.get('/readyz', (context) => {
    const why = notReady();
    return why === null ? context.text('ready\n') : context.text(`${why}\n`, 503);
  });
  app.get('/login', logIn(token));
  app.use('/queues/*', needToken(token));
  app.route('/queues', queuePages(queues));
  app.get('/metrics', needToken(token), metricsPage(metrics));
  app.route('/', archivePages(archive));
  app.notFound((context) => context.text('There is no such page here.\n', 404));
  app.onError((error, context) => {
    log.error({ err: error, path: context.req.path }, 'a page could not be shown');
    return context.text('Something went wrong; the log of Offprint says what.\n', 500);
  });
  return app;
}
