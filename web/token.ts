/** The token as programs send it, and how it is compared. */
import { timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';

export function bearerOf({ req }: Context): string | undefined {
  return /^Bearer +(.+)$/i.exec(req.header('authorization') ?? '')?.[1];
}

/** In the same time however much of it is right. */
export function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
