/** What `offprint start` serves: the archive for everybody, the rest behind the token. */
import { Hono } from 'hono';
import type { Logger } from 'pino';
import type { Ledger } from '../queues/endings.ts';
import type { Intake } from '../queues/intake.ts';
import type { KeptCounts } from '../queues/kept-counts.ts';
import { type Producer, queueNames } from '../queues/producer.ts';
import type { Config } from '../shared/config.ts';
import type { StoreKind } from '../shared/queue-store.ts';
import type { Storage } from '../shared/storage.ts';
import { api } from './api/routes.ts';
import { archivePages } from './archive.ts';
import { dashboard, dashboardAssets } from './dashboard/routes.ts';
import { checkHost, checkOrigin, checkReadOnly } from './guard.ts';
import { safeHeaders } from './headers.ts';
import { Limits } from './limits.ts';
import { loginPages, needToken } from './login.ts';
import { metricsPage } from './metrics.ts';
import { Overviews } from './overview.ts';
import { refuse } from './problems.ts';
import { queuePages } from './queues.ts';

export interface WebOptions {
  config: Config;
  token: string;
  intake: Pick<Intake, 'book' | 'waiting' | 'paused'>;
  counts: KeptCounts;
  ledger: Ledger;
  archive: Storage;
  producer: Producer;
  kind: StoreKind;
  /** The page for Prometheus. */
  metrics: () => Promise<string>;
  /** Whether new work is taken and done: one sentence why not, for strangers to read, else null. */
  notReady: () => string | null;
  log: Logger;
  limits?: Limits;
}

export function webApp(options: WebOptions): Hono {
  const { config, token, intake, counts, ledger, archive, producer, kind, metrics, notReady, log } =
    options;
  const { readOnly, queuesWritable } = config;
  const overviews = new Overviews({ config, intake, counts, producer, archive, kind });
  const { limits = new Limits() } = options;
  const door = needToken({ token, limits });
  const app = new Hono();
  app.use(
    safeHeaders(),
    checkHost([config.host, ...config.names], { token, limits }),
    checkOrigin(),
    checkReadOnly(readOnly),
  );
  app.get('/healthz', (context) => context.text('alive\n'));
  // Browsers ask for it on every page, also of the archive, which has none.
  app.get('/favicon.ico', (context) => context.body(null, 204));
  app.get('/readyz', (context) => {
    const why = notReady();
    return why === null ? context.text('ready\n') : context.text(`${why}\n`, 503);
  });
  app.route('/login', loginPages({ token, limits }));
  app.route('/dashboard/assets', dashboardAssets());
  for (const path of ['/dashboard', '/api', '/queues']) app.use(`${path}/*`, door);
  app.route(
    '/dashboard',
    dashboard({ overviews, book: intake.book, ledger, archive, producer, readOnly }),
  );
  app.route('/api', api({ config, intake, counts, ledger, archive, producer, overviews, limits }));
  const queues = queueNames.map((name) => producer.queue(name));
  app.route('/queues', queuePages(queues, queuesWritable && !readOnly));
  app.get('/metrics', door, metricsPage(metrics));
  app.route('/', archivePages(archive, config.archive));
  app.notFound((context) => context.text('There is no such page here.\n', 404));
  app.onError((error, context) => {
    log.error({ err: error, path: context.req.path }, 'a page could not be shown');
    return refuse(context, 'E_INTERNAL', {
      detail: 'Something went wrong; the log of Offprint says what.',
    });
  });
  return app;
}
