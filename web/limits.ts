/** How often somebody may try: guesses of the token, and requests that change something. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { refuse } from './problems.ts';
import { isSame } from './token.ts';
import { Turns } from './turns.ts';

/** Wrong tokens a minute, and requests that change something a minute, from one address. */
const GUESSES = 5;
const CHANGES = 600;
/** Milliseconds between two tokens from an address that has guessed too often. */
const PACE = 1_000;

export type Verdict = 'right' | 'wrong' | 'too often';

/**
 * Guessing is made slow, not impossible to survive: behind a proxy everybody has one address, and five
 * wrong tokens of one program must not keep the others out. So whoever brings the right token always
 * gets in. But an answer at once would tell a guesser as much as ever; therefore, after the wrong ones
 * of a minute are used up, every token from there is looked at in its turn, one a second, and is
 * refused unless it is right. That leaves 86,400 guesses a day, for a token of 24 random bytes, or of
 * sixteen characters at least. A cookie is no guess of the token and is looked at before.
 */
export class Limits {
  readonly #guesses = new RateLimiterMemory({ points: GUESSES, duration: 60 });
  readonly #wrong = new RateLimiterMemory({ points: 1, duration: 60 });
  readonly #changes = new RateLimiterMemory({ points: CHANGES, duration: 60 });
  readonly #turns: Turns;

  /** `wait`: how time is let pass. */
  constructor(wait: (ms: number) => Promise<unknown> = sleep) {
    this.#turns = new Turns(() => wait(PACE));
  }

  async verdict(context: Context, given: string, token: string): Promise<Verdict> {
    const address = addressOf(context);
    const key = `${address} ${createHash('sha256').update(given).digest('base64url')}`;
    const isOver = ((await this.#guesses.get(address))?.remainingPoints ?? 1) <= 0;
    // Only another token is another guess: a program with an old one must not lock out the rest, and learns nothing.
    const isKnown = (await this.#wrong.get(key)) !== null;
    const isHeard = !isKnown && (!isOver || (await this.#turns.next(address)));
    if (isHeard && isSame(given, token)) return 'right';
    if (isHeard) {
      await this.#wrong.penalty(key);
      await this.#guesses.penalty(address);
    }
    return isOver ? 'too often' : 'wrong';
  }

  async tooOften(context: Context): Promise<Response> {
    const guesses = await this.#guesses.get(addressOf(context));
    return tooOften(context, guesses?.msBeforeNext ?? PACE);
  }

  readonly changes: MiddlewareHandler = async (context, next) => {
    if (['GET', 'HEAD'].includes(context.req.method)) return next();
    try {
      await this.#changes.consume(addressOf(context));
    } catch (error) {
      if (error instanceof RateLimiterRes) return tooOften(context, error.msBeforeNext);
      throw error;
    }
    return next();
  };
}

function tooOften(context: Context, ms: number): Response {
  context.header('Retry-After', String(Math.max(1, Math.ceil(ms / 1_000))));
  return refuse(context, 'E_TOO_OFTEN');
}

function addressOf(context: Context): string {
  return getConnInfo(context).remote.address ?? 'unknown';
}
