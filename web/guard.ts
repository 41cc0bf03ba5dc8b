/**
 * Who may ask for what. Loopback alone does not keep other people's web pages
 * out: a page can make a browser send requests (Origin), and a name can be made
 * to point here (Host). So both are checked before anything else.
 */
import { timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

const COOKIE = 'offprint';
/** Seconds a browser stays logged in. */
const LOGIN_LASTS = 30 * 86_400;

/** A name that is not ours was made to point here; an address cannot be. */
export function checkHost(host: string): MiddlewareHandler {
  return async (context, next) => {
    const given = hostName(context.req.header('host') ?? '');
    const known = given === 'localhost' || given === host || isIP(given) > 0;
    if (!known) return context.text('This is not the address of this Offprint.\n', 421);
    return next();
  };
}

/** What changes something must come from a page of ours, or from no page at all. */
export function checkOrigin(): MiddlewareHandler {
  return async (context, next) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(context.req.method)) return next();
    const site = context.req.header('sec-fetch-site') ?? 'none';
    const origin = context.req.header('origin');
    const ours = origin === undefined || hostOf(origin) === context.req.header('host');
    if (!ours || !['same-origin', 'none'].includes(site)) {
      return context.text('Requests from other sites are refused.\n', 403);
    }
    return next();
  };
}

export function safeHeaders(): MiddlewareHandler {
  return async (context, next) => {
    await next();
    const { headers } = context.res;
    headers.set('X-Content-Type-Options', 'nosniff');
    headers.set('Referrer-Policy', 'no-referrer');
    headers.set('Cross-Origin-Resource-Policy', 'same-origin');
    headers.set('Cross-Origin-Opener-Policy', 'same-origin');
    if (!headers.has('Content-Security-Policy')) {
      headers.set(
        'Content-Security-Policy',
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      );
    }
  };
}

/** Bearer for programs, the cookie of `/login` for browsers. */
export function needToken(token: string): MiddlewareHandler {
  return async (context, next) => {
    const bearer = /^Bearer (.+)$/.exec(context.req.header('authorization') ?? '')?.[1];
    if (isSame(bearer ?? getCookie(context, COOKIE) ?? '', token)) return next();
    return context.text(
      'Open the link that offprint start printed, or send the token as Authorization: Bearer.\n',
      401,
    );
  };
}

/** The link that `start` prints: logs this browser in. */
export function logIn(token: string) {
  return (context: Context) => {
    if (!isSame(context.req.query('token') ?? '', token))
      return context.text('Wrong token.\n', 401);
    setCookie(context, COOKIE, token, {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      maxAge: LOGIN_LASTS,
    });
    return context.redirect('/queues');
  };
}

function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

/** Without port and brackets. */
function hostName(header: string): string {
  return /^\[([^\]]+)\]/.exec(header)?.[1] ?? header.replace(/:\d+$/, '');
}
