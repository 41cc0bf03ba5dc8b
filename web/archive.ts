/**
 * The archive's files, as a static host would serve them. What came from
 * elsewhere untouched (originals, sources) is never shown, only saved.
 */
import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { type Handler, Hono, type MiddlewareHandler } from 'hono';
import { deliveryOf } from '../shared/delivery.ts';
import type { Storage } from '../shared/storage.ts';
import { parseS3 } from '../shared/storage-s3.ts';

/** @param place the archive as the settings name it. */
export function archivePages(archive: Storage, place: string): Hono {
  const app = new Hono();
  app.use('/*', hideHidden, describe);
  if (parseS3(place)) app.get('/*', fromBucket(archive));
  else {
    app.use('/*', stayInside(place), endFolders(place));
    app.get('/*', serveStatic({ root: place }));
  }
  app.get('/', stillEmpty);
  return app;
}

/** The archive's marker, half-written files, and every way around. */
const hideHidden: MiddlewareHandler = async (context, next) => {
  const isHidden = /(^|[/\\])\.|\\|%/.test(context.req.path);
  return isHidden ? context.notFound() : next();
};

/** A link in the archive may lead anywhere on this machine: only what lies in the archive is served. */
function stayInside(place: string): MiddlewareHandler {
  return async (context, next) => {
    const real = (path: string) => realpath(path).catch(() => null);
    // Of a folder its page is served, which may be a link itself.
    const asked = join(place, keyOf(context.req.path));
    const [root, path] = await Promise.all([real(place), real(asked)]);
    const isInside = root !== null && path?.startsWith(root + sep) === true;
    return path === null || isInside ? next() : context.notFound();
  };
}

/** Relative links on a folder's page lead astray where its address does not end in `/`. */
function endFolders(place: string): MiddlewareHandler {
  return async (context, next) => {
    const { path } = context.req;
    if (path.endsWith('/')) return next();
    const found = await stat(join(place, path)).catch(() => null);
    return found?.isDirectory() ? context.redirect(`${path}/`, 301) : next();
  };
}

function fromBucket(archive: Storage): Handler {
  return async (context, next) => {
    const key = keyOf(context.req.path);
    const bytes = await archive.read(key);
    return bytes ? context.body(new Uint8Array(bytes)) : next();
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
  // What says that the archive is empty is no file of it.
  if (!res.ok || res.headers.has('Refresh')) return;
  const { type, cache, attachment } = deliveryOf(keyOf(context.req.path));
  res.headers.set('Content-Type', type);
  res.headers.set('Cache-Control', cache);
  res.headers.set('Content-Security-Policy', attachment ? 'sandbox' : POLICY);
  if (attachment) res.headers.set('Content-Disposition', 'attachment');
};

/** The pages carry a stricter one of their own, which says the hash of their style; this is the fence around it. */
const POLICY = [
  "default-src 'none'",
  "img-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

function keyOf(path: string): string {
  return `${path.slice(1)}${path.endsWith('/') ? 'index.html' : ''}`;
}
