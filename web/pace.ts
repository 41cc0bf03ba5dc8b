/** How fast articles end, and how long the rest takes: of the ends of the last minutes. */
import type { Receipt } from '../queues/receipts.ts';

/** Milliseconds looked back. */
const WINDOW = 120_000;

/**
 * @param left articles and files that have not ended yet.
 * @returns null where nothing ended lately.
 */
export function pace(receipts: Receipt[], left: number, now: number) {
  // Moments in ISO 8601 with Z sort as text, which is quicker than reading each.
  const since = new Date(now - WINDOW).toISOString();
  let ended = 0;
  let begun = new Date(now).toISOString();
  for (const { acceptedAt, ends } of receipts) {
    const lately = Object.values(ends).filter(({ at }) => at >= since).length;
    ended += lately;
    if (lately > 0 && acceptedAt < begun) begun = acceptedAt;
  }
  if (ended === 0) return null;
  const seconds = Math.max(1, Math.min(WINDOW, now - Date.parse(begun)) / 1_000);
  const perSecond = ended / seconds;
  return { perSecond, secondsLeft: left === 0 ? null : left / perSecond };
}
