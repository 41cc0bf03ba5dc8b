/** bull-board: every queue, read-only, with nothing loaded from other hosts. */
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { HonoAdapter } from '@bull-board/hono';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Queue } from 'bullmq';
import { Hono } from 'hono';

const BASE = '/queues';
/** bull-board starts from one inline script-free page; its styles are set by script. */
const CSP =
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
  app.use('*', async (context, next) => {
    await next();
    context.res.headers.set('Content-Security-Policy', CSP);
    if (!context.res.headers.get('Content-Type')?.startsWith('text/html')) return;
    const page = await context.res.text();
    context.res = new Response(withoutForeignLinks(page), context.res);
  });
  app.route('/', adapter.registerPlugin());
  return app;
}

/** Its page links fonts at Google; the system's will do. */
function withoutForeignLinks(page: string): string {
  return page.replace(/<link[^>]+href="https?:\/\/[^>]*>/g, '');
}
