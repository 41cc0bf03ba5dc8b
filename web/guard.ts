/**
 * Where a request may come from. Loopback alone does not keep other people's web
 * pages out: a page can make a browser send requests (Origin), and a name can be
 * made to point here (Host). So both are checked before anything else.
 */
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { MiddlewareHandler } from 'hono';
import type { Door } from './login.ts';
import { refuse } from './problems.ts';
import { bearerOf } from './token.ts';

/** Methods that change nothing. */
const SAFE = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses a name that is not this machine's: somebody made it point here. An address cannot be made to.
 * Whoever sends the token itself may use any name: no page of others knows it. That is one more place
 * to guess it at, and limited like the others.
 */
export function checkHost(names: string[], { token, limits }: Door): MiddlewareHandler {
  const machine = hostname();
  const known = new Set(
    ['localhost', machine, `${machine}.local`, ...names].map((name) => name.toLowerCase()),
  );
  return async (context, next) => {
    const given = nameIn(context.req.header('host') ?? '').toLowerCase();
    if (known.has(given) || isIP(given) > 0) return next();
    const bearer = bearerOf(context);
    const isRight =
      bearer !== undefined && (await limits.verdict(context, bearer, token)) === 'right';
    return isRight ? next() : refuse(context, 'E_WRONG_HOST');
  };
}

/**
 * What changes something must come from a page of ours, or from no page at all. Browsers say which:
 * in Sec-Fetch-Site, and those that do not know it yet in Origin. So a request with neither comes from
 * a program; one with a cookie comes from a browser, and has to say.
 */
export function checkOrigin(): MiddlewareHandler {
  return async (context, next) => {
    if (SAFE.includes(context.req.method)) return next();
    const site = context.req.header('sec-fetch-site');
    const origin = context.req.header('origin');
    const says = site !== undefined || origin !== undefined;
    const ours = origin === undefined || hostOf(origin) === context.req.header('host');
    const isFromUs = ours && ['same-origin', 'none', undefined].includes(site);
    const isProgram = context.req.header('cookie') === undefined;
    return isFromUs && (says || isProgram) ? next() : refuse(context, 'E_OTHER_SITE');
  };
}

/** Nothing is changed where the pages are only to be looked at. Logging in changes nothing of the archive. */
export function checkReadOnly(readOnly: boolean): MiddlewareHandler {
  return async (context, next) => {
    const changes =
      !SAFE.includes(context.req.method) && !/^\/login(\/out)?$/.test(context.req.path);
    return readOnly && changes ? refuse(context, 'E_READ_ONLY') : next();
  };
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

/** Without port and brackets. */
function nameIn(header: string): string {
  return /^\[([^\]]+)\]/.exec(header)?.[1] ?? header.replace(/:\d+$/, '');
}
