/**
 * `/metrics` for Prometheus, behind the token: it names hosts. And all that `offprint worker` serves,
 * where it is told to.
 */
import { type Handler, Hono } from 'hono';
import { Registry } from 'prom-client';
import { checkHost } from './guard.ts';
import { safeHeaders } from './headers.ts';
import { Limits } from './limits.ts';
import { needToken } from './login.ts';

export function metricsPage(read: () => Promise<string>): Handler {
  return async (context) =>
    context.body(await read(), 200, { 'Content-Type': Registry.PROMETHEUS_CONTENT_TYPE });
}

export interface WorkerPages {
  /** Under which it is reached, beside this machine's own. */
  names: string[];
  token: string;
  metrics: () => Promise<string>;
}

export function workerApp({ names, token, metrics }: WorkerPages): Hono {
  const app = new Hono();
  const door = { token, limits: new Limits() };
  app.use(safeHeaders(), checkHost(names, door));
  app.get('/healthz', (context) => context.text('alive\n'));
  app.get('/metrics', needToken(door), metricsPage(metrics));
  app.notFound((context) => context.text('A worker serves /metrics and /healthz.\n', 404));
  return app;
}
