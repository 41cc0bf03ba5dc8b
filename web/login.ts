/**
 * Who may see more than the archive: programs send the token itself, a browser a
 * cookie made of it. A cookie goes to every port of a host, so it says nothing
 * that would help elsewhere, and its name differs from archive to archive.
 */
import { createHmac } from 'node:crypto';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { languageOf } from './dashboard/language.ts';
import { loginPage } from './dashboard/login-page.ts';
import type { Limits } from './limits.ts';
import { refuse } from './problems.ts';
import { bearerOf, isSame } from './token.ts';

/** Seconds a browser stays logged in. */
const LOGIN_LASTS = 30 * 86_400;
const HOME = '/dashboard';

export interface Door {
  token: string;
  limits: Limits;
}

/** What is behind it is kept by no cache. */
export function needToken({ token, limits }: Door): MiddlewareHandler {
  const cookie = cookieFor(token);
  return async (context, next) => {
    context.header('Cache-Control', 'no-store');
    const bearer = bearerOf(context);
    if (bearer === undefined) {
      if (isSame(getCookie(context, cookie.name) ?? '', cookie.value)) return next();
      return askForToken(context);
    }
    const verdict = await limits.verdict(context, bearer, token);
    if (verdict === 'right') return next();
    return verdict === 'wrong' ? refuse(context, 'E_WRONG_TOKEN') : limits.tooOften(context);
  };
}

/** `/login?token=…` is the link that `start` prints; the form is for whoever has only the token. */
export function loginPages({ token, limits }: Door): Hono {
  const app = new Hono();
  const tryToken = async (context: Context, given: string) => {
    const verdict = await limits.verdict(context, given, token);
    if (verdict === 'too often') return limits.tooOften(context);
    if (verdict === 'wrong') {
      return context.html(loginPage(languageOf(context), { wrong: true }), 401);
    }
    const { name, value } = cookieFor(token);
    setCookie(context, name, value, {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      maxAge: LOGIN_LASTS,
    });
    return context.redirect(HOME, 303);
  };
  app.get('/', (context) => {
    const given = context.req.query('token');
    if (given !== undefined) return tryToken(context, given);
    return context.html(loginPage(languageOf(context), { wrong: false }));
  });
  app.post('/out', (context) => {
    deleteCookie(context, cookieFor(token).name, { path: '/' });
    return context.redirect('/login', 303);
  });
  app.post('/', bodyLimit({ maxSize: 4_096 }), async (context) => {
    const { token: given } = await context.req.parseBody();
    return tryToken(context, typeof given === 'string' ? given.trim() : '');
  });
  return app;
}

/** A person gets the form, a program the code. */
function askForToken(context: Context): Response | Promise<Response> {
  context.header('WWW-Authenticate', 'Bearer realm="Offprint"');
  const isPerson = (context.req.header('accept') ?? '').includes('text/html');
  if (!isPerson) return refuse(context, 'E_TOKEN');
  return context.html(loginPage(languageOf(context), { wrong: false }), 401);
}

function cookieFor(token: string): { name: string; value: string } {
  const hash = (use: string) => createHmac('sha256', token).update(use).digest('base64url');
  return { name: `offprint-${hash('cookie name').slice(0, 8)}`, value: hash('cookie value') };
}
