/** What `offprint start` serves: the archive for everybody, the rest behind the token. */
import { serveStatic } from '@hono/node-server/serve-static';
import type { Queue } from 'bullmq';
import { Hono } from 'hono';
import { checkHost, checkOrigin, logIn, needToken, safeHeaders } from './guard.ts';
import { queuePages } from './queues.ts';

export interface WebOptions {
  /** The archive's folder. */
  archive: string;
  /** The name or address it is bound to. */
  host: string;
  token: string;
  queues: Queue[];
  /** Whether new work is taken and done: why not, else null. */
  notReady: () => string | null;
}

export function webApp({ archive, host, token, queues, notReady }: WebOptions): Hono {
  const app = new Hono();
  app.use(checkHost(host), checkOrigin(), safeHeaders());
  app.get('/healthz', (context) => context.text('alive\n'));
  app.get('/readyz', (context) => {
    const why = notReady();
    return why === null ? context.text('ready\n') : context.text(`${why}\n`, 503);
  });
  app.get('/login', logIn(token));
  app.use('/queues/*', needToken(token));
  app.route('/queues', queuePages(queues));
  app.get('/*', archiveFiles(archive));
  app.notFound((context) => context.text('There is no such page in the archive.\n', 404));
  return app;
}

/** As a static host would serve it; what came from elsewhere untouched is never shown, only saved. */
function archiveFiles(archive: string) {
  const files = serveStatic({ root: archive });
  const app = new Hono();
  app.get('/*', async (context, next) => {
    if (context.req.path.split('/').some((name) => name.startsWith('.'))) return context.notFound();
    await next();
    const untouched = /^\/originals\/|\/source\.[^/]+$/.test(context.req.path);
    if (untouched && context.res.ok) {
      context.res.headers.set('Content-Disposition', 'attachment');
      context.res.headers.set('Content-Security-Policy', 'sandbox');
    }
    return context.res;
  });
  app.get('/*', files);
  return (context: Parameters<typeof files>[0]) => app.fetch(context.req.raw, context.env);
}
