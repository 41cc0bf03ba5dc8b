/** How often somebody may try: guesses of the token, and requests that change something. */
import { createHash } from 'node:crypto';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { refuse } from './problems.ts';

/** Wrong tokens a minute, and requests that change something a minute, from one address. */
const GUESSES = 5;
const CHANGES = 600;

/** Only another token is another guess: a program that was given an old one must not lock out the rest. */
export class Limits {
  readonly #guesses = new RateLimiterMemory({ points: GUESSES, duration: 60 });
  readonly #sameGuess = new RateLimiterMemory({ points: 1, duration: 60 });
  readonly #changes = new RateLimiterMemory({ points: CHANGES, duration: 60 });

  /** A refusal where this address has guessed too often lately, else null. */
  async hasGuessedEnough(context: Context): Promise<Response | null> {
    const before = await this.#guesses.get(addressOf(context));
    return before && before.remainingPoints <= 0 ? tooOften(context, before) : null;
  }

  async guessed(context: Context, token: string): Promise<void> {
    const address = addressOf(context);
    const hash = createHash('sha256').update(token).digest('base64url');
    const isNew = await this.#sameGuess.consume(`${address} ${hash}`).then(
      () => true,
      () => false,
    );
    if (isNew) await this.#guesses.penalty(address);
  }

  readonly changes: MiddlewareHandler = async (context, next) => {
    if (['GET', 'HEAD'].includes(context.req.method)) return next();
    try {
      await this.#changes.consume(addressOf(context));
    } catch (error) {
      if (error instanceof RateLimiterRes) return tooOften(context, error);
      throw error;
    }
    return next();
  };
}

function tooOften(context: Context, { msBeforeNext }: RateLimiterRes): Response {
  context.header('Retry-After', String(Math.max(1, Math.ceil(msBeforeNext / 1_000))));
  return refuse(context, 'E_TOO_OFTEN');
}

function addressOf(context: Context): string {
  return getConnInfo(context).remote.address ?? 'unknown';
}
