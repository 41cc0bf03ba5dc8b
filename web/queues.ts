/**
 * bull-board: every queue, to look at only, with nothing loaded from other hosts.
 * What changes something is refused here as well as by bull-board: its read-only
 * mode is told queue by queue and does not cover every route.
 */
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { HonoAdapter } from '@bull-board/hono';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Queue } from 'bullmq';
import { Hono, type MiddlewareHandler } from 'hono';

const BASE = '/queues';
/** The page names its own base; React sets styles by script. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

export function queuePages(queues: Queue[]): Hono {
  const adapter = new HonoAdapter(serveStatic);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Offprint' } },
  });
  adapter.setBasePath(BASE);
  const app = new Hono();
  app.use('*', lookOnly, fence);
  app.route('/', adapter.registerPlugin());
  return app;
}

const lookOnly: MiddlewareHandler = async (context, next) => {
  if (['GET', 'HEAD'].includes(context.req.method)) return next();
  const message = 'The queues can only be looked at. To try failed articles again: offprint retry';
  return context.json({ error: { key: 'ERRORS.QUEUE_READ_ONLY' }, message }, 405, { Allow: 'GET' });
};

const fence: MiddlewareHandler = async (context, next) => {
  await next();
  if (context.res.status >= 500) {
    const message = 'The queue store cannot be asked just now. Offprint goes on when it is back.';
    context.res = context.json({ message }, 503);
  } else if (context.res.headers.get('Content-Type')?.startsWith('text/html')) {
    const page = await context.res.text();
    context.res = new Response(withoutForeignLinks(page), context.res);
  }
  context.res.headers.set('Content-Security-Policy', POLICY);
};

/** Its page links fonts at Google; the system's will do. */
function withoutForeignLinks(page: string): string {
  return page.replace(/<link[^>]+href="https?:\/\/[^>]*>/g, '');
}
