/**
 * bull-board: every queue, with nothing loaded from other hosts. To look at only, unless the settings
 * let jobs be tried again and cleared away. What changes something is refused here as well as by
 * bull-board: its read-only mode is told queue by queue and does not cover every route.
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

/**
 * What may be asked for where changing is allowed: trying again, and clearing away what has ended. An
 * article counts by its receipt, so neither can lose one. Emptying, obliterating, adding and editing never.
 */
const ALLOWED: RegExp[] = [
  /^\/queues\/api\/queues\/[\w-]+\/[\w.-]+\/retry(\/(failed|completed))?$/,
  /^\/queues\/api\/queues\/[\w-]+\/retry\/failed$/,
  /^\/queues\/api\/queues\/[\w-]+\/clean\/(failed|completed)$/,
];

/** The icons of what the page offers and we never allow. It has no option to leave it out. */
const NEVER = [
  'plus', // add a job
  'pause', // the dashboard does that
  'play',
  'chart-no-axes-gantt', // concurrency
  'gauge', // rate limit
  'trash-2', // empty
  'ban', // obliterate
];
const HIDDEN = `[role="menuitem"]:has(${NEVER.map((icon) => `svg.lucide-${icon}`)}){display:none}`;

export function queuePages(queues: Queue[], writable: boolean): Hono {
  const adapter = new HonoAdapter(serveStatic);
  const options = { readOnlyMode: !writable, allowRetries: writable };
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, options)),
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Offprint', hideDocsLink: true, showWorkers: false } },
  });
  adapter.setBasePath(BASE);
  const app = new Hono();
  app.use('*', allowed(writable), fence);
  app.route('/', adapter.registerPlugin());
  return app;
}

function allowed(writable: boolean): MiddlewareHandler {
  return async (context, next) => {
    const { method, path } = context.req;
    if (['GET', 'HEAD'].includes(method)) return next();
    if (writable && method === 'PUT' && ALLOWED.some((one) => one.test(path))) return next();
    const message = writable
      ? 'Here jobs can only be tried again and cleared away.'
      : 'The queues can only be looked at. To try failed articles again: offprint retry';
    return context.json({ error: { key: 'ERRORS.QUEUE_READ_ONLY' }, message }, 405, {
      Allow: 'GET',
    });
  };
}

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
  return page
    .replace(/<link[^>]+href="https?:\/\/[^>]*>/g, '')
    .replace('</head>', `<style>${HIDDEN}</style></head>`);
}
