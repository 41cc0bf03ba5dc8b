/**
 * The archive's files, as a static host would serve them. What came from
 * elsewhere untouched (originals, sources) is never shown, only saved.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { type Handler, Hono, type MiddlewareHandler } from 'hono';

/** Types the server does not know; without one a browser would guess or save the file. */
const TYPES: [ending: RegExp, type: string][] = [
  [/\.md$/, 'text/markdown; charset=utf-8'],
  [/\.jsonl$/, 'application/x-ndjson; charset=utf-8'],
];

/** Also where a disk takes upper case for lower. */
const UNTOUCHED = /^\/originals\/|\/source\.[^/]+$/i;
/** Pictures lie under the hash of their content and never change; everything else may. */
const FOREVER = /^\/pictures\//;

export function archivePages(archive: string): Hono {
  const app = new Hono();
  app.use('/*', hideHidden, endFolders(archive), describe);
  app.get('/*', serveStatic({ root: archive }));
  app.get('/', stillEmpty);
  return app;
}

/** The archive's marker, half-written files, and every way around. */
const hideHidden: MiddlewareHandler = async (context, next) => {
  const isHidden = /(^|[/\\])\.|\\|%/.test(context.req.path);
  return isHidden ? context.notFound() : next();
};

/** Relative links on a folder's page lead astray where its address does not end in `/`. */
function endFolders(archive: string): MiddlewareHandler {
  return async (context, next) => {
    const { path } = context.req;
    if (path.endsWith('/')) return next();
    const found = await stat(join(archive, path)).catch(() => null);
    return found?.isDirectory() ? context.redirect(`${path}/`, 301) : next();
  };
}

/** For the seconds until a new archive has its front page. */
const stillEmpty: Handler = (context) => {
  context.header('Refresh', '5');
  return context.text(
    'The archive is still empty. Drop saved articles into the inbox.\n存档还是空的。请把保存的文章放进收件箱。\n',
  );
};

const describe: MiddlewareHandler = async (context, next) => {
  await next();
  const { res } = context;
  const { path } = context.req;
  if (!res.ok) return;
  const known = TYPES.find(([ending]) => ending.test(path));
  if (known) res.headers.set('Content-Type', known[1]);
  const isForever = FOREVER.test(path);
  res.headers.set('Cache-Control', isForever ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (!UNTOUCHED.test(path)) return;
  res.headers.set('Content-Disposition', 'attachment');
  res.headers.set('Content-Security-Policy', 'sandbox');
};
