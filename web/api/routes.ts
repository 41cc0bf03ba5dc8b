/** The API (CONTRACT "HTTP"): what the commands can say and do, for programs and for the dashboard's script. */
import { type Context, Hono } from 'hono';
import type { Ledger } from '../../queues/endings.ts';
import type { Intake } from '../../queues/intake.ts';
import type { KeptCounts } from '../../queues/kept-counts.ts';
import { type Producer, queueNames } from '../../queues/producer.ts';
import { setPaused } from '../../queues/queue-figures.ts';
import type { Config } from '../../shared/config.ts';
import type { Storage } from '../../shared/storage.ts';
import { journey, named, search } from '../journeys.ts';
import type { Limits } from '../limits.ts';
import type { Overviews } from '../overview.ts';
import { refuse } from '../problems.ts';
import { jsonLimit } from './body.ts';
import { inboxLimit, takeIn } from './inbox.ts';
import { openApi } from './openapi.ts';
import { retry } from './retry.ts';

export interface ApiOptions {
  config: Config;
  intake: Pick<Intake, 'book' | 'paused'>;
  counts: KeptCounts;
  ledger: Ledger;
  archive: Storage;
  producer: Producer;
  overviews: Overviews;
  limits: Limits;
}

export function api(options: ApiOptions): Hono {
  const { config, intake, ledger, archive, producer, overviews, limits } = options;
  const { book } = intake;
  const app = new Hono();
  app.use(limits.changes);

  app.get('/openapi.json', (context) => context.json(openApi()));
  app.get('/overview', async (context) => context.json(await overviews.latest()));
  app.get('/status', (context) => {
    const { articles, ...figures } = options.counts.at(Date.now());
    return context.json(context.req.query('articles') ? { ...figures, articles } : figures);
  });
  app.get('/search', (context) => context.json(search(book.all(), context.req.query('q') ?? '')));
  app.get('/articles/:name{.+}', async (context) => {
    const sketches = named(book.all(), context.req.param('name'));
    if (sketches.length === 0) return refuse(context, 'E_UNKNOWN');
    const around = { ledger, archive, producer, receipts: book.all() };
    return context.json(await Promise.all(sketches.map((sketch) => journey(around, sketch))));
  });

  app.post('/inbox', inboxLimit, takeIn({ config, paused: () => intake.paused }));
  app.post('/retry', jsonLimit, retry(book, config));
  for (const [verb, paused] of [
    ['pause', true],
    ['resume', false],
  ] as const) {
    app.post(`/queues/:name/${verb}`, (context) => hold(context, producer, paused));
  }
  const known = app.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => ({ method, is: pattern(`/api${path}`) }));
  app.all('*', (context) => {
    const here = known.filter(({ is }) => is.test(context.req.path));
    if (here.length === 0) return refuse(context, 'E_UNKNOWN');
    context.header('Allow', [...new Set(here.map(({ method }) => method))].join(', '));
    return refuse(context, 'E_METHOD');
  });
  return app;
}

/** Of a route, its named parts standing for anything. */
function pattern(path: string): RegExp {
  return new RegExp(`^${path.replace(/:\w+(\{[^}]*\})?/g, (_, any) => (any ? '.+' : '[^/]+'))}$`);
}

async function hold(context: Context, producer: Producer, paused: boolean): Promise<Response> {
  const name = queueNames.find((one) => one === context.req.param('name'));
  if (!name) return refuse(context, 'E_UNKNOWN');
  try {
    await setPaused(producer, name, paused);
  } catch {
    return refuse(context, 'E_STORE');
  }
  return context.json({ name, paused, message: `${name} ${paused ? '⏸' : '▶'}` });
}
