/**
 * Where a request may come from. Loopback alone does not keep other people's web
 * pages out: a page can make a browser send requests (Origin), and a name can be
 * made to point here (Host). So both are checked before anything else.
 */
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { MiddlewareHandler } from 'hono';

/** Methods that change nothing. */
const SAFE = ['GET', 'HEAD', 'OPTIONS'];

/** Refuses a name that is not this machine's: somebody made it point here. An address cannot be made to. */
export function checkHost(host: string): MiddlewareHandler {
  const machine = hostname().toLowerCase();
  const known = new Set(['localhost', host.toLowerCase(), machine, `${machine}.local`]);
  return async (context, next) => {
    const given = nameIn(context.req.header('host') ?? '').toLowerCase();
    if (known.has(given) || isIP(given) > 0) return next();
    return context.text(
      'This is not the address of this Offprint. Use its IP address, or the name of its machine.\n',
      421,
    );
  };
}

/** What changes something must come from a page of ours, or from no page at all. */
export function checkOrigin(): MiddlewareHandler {
  return async (context, next) => {
    if (SAFE.includes(context.req.method)) return next();
    const site = context.req.header('sec-fetch-site') ?? 'none';
    const origin = context.req.header('origin');
    const ours = origin === undefined || hostOf(origin) === context.req.header('host');
    if (ours && ['same-origin', 'none'].includes(site)) return next();
    return context.text('Requests from other sites are refused.\n', 403);
  };
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

/** Without port and brackets. */
function nameIn(header: string): string {
  return /^\[([^\]]+)\]/.exec(header)?.[1] ?? header.replace(/:\d+$/, '');
}
