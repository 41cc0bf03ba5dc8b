/**
 * Who may see more than the archive: programs send the token itself, a browser a
 * cookie made of it. A cookie goes to every port of a host, so it says nothing
 * that would help elsewhere, and its name differs from archive to archive.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

/** Seconds a browser stays logged in. */
const LOGIN_LASTS = 30 * 86_400;

export function needToken(token: string): MiddlewareHandler {
  const cookie = cookieFor(token);
  return async (context, next) => {
    const bearer = /^Bearer +(.+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
    const isKnown =
      bearer === undefined
        ? isSame(getCookie(context, cookie.name) ?? '', cookie.value)
        : isSame(bearer, token);
    if (isKnown) return next();
    context.header('WWW-Authenticate', 'Bearer realm="Offprint"');
    return context.text(
      'Open the link that offprint start printed, or send the token as Authorization: Bearer.\n',
      401,
    );
  };
}

/** The link that `start` prints: logs this browser in. */
export function logIn(token: string) {
  const cookie = cookieFor(token);
  return (context: Context) => {
    if (!isSame(context.req.query('token') ?? '', token)) {
      return context.text('Wrong token. Use the link that offprint start printed last.\n', 401);
    }
    setCookie(context, cookie.name, cookie.value, {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      maxAge: LOGIN_LASTS,
    });
    return context.redirect('/queues', 303);
  };
}

function cookieFor(token: string): { name: string; value: string } {
  const hash = (use: string) => createHmac('sha256', token).update(use).digest('base64url');
  return { name: `offprint-${hash('cookie name').slice(0, 8)}`, value: hash('cookie value') };
}

/** In the same time however much of it is right. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
