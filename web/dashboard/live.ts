/**
 * The parts that have changed, as server-sent events, for as long as somebody looks. The browser
 * connects again by itself; each connection begins with everything.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Overviews } from '../overview.ts';
import { type PartName, partNames, renderParts } from './parts.ts';
import type { View } from './view.ts';

/** Milliseconds between two looks, and until something is sent though nothing has changed: proxies cut what is silent. */
const EVERY = 2_000;
const SILENCE = 20_000;

export function live(context: Context, overviews: Overviews, view: View): Response {
  context.header('X-Accel-Buffering', 'no');
  return streamSSE(context, async (stream) => {
    const gone = new AbortController();
    stream.onAbort(() => gone.abort());
    let shown: Partial<Record<PartName, string>> = {};
    let sent = Date.now();
    while (!gone.signal.aborted) {
      const now = renderParts(await overviews.latest(), view);
      const changed = partNames.filter((name) => now[name] !== shown[name]);
      shown = now;
      if (changed.length > 0) {
        const data = Object.fromEntries(changed.map((name) => [name, now[name]]));
        await stream.writeSSE({ event: 'parts', data: JSON.stringify(data) });
        sent = Date.now();
      } else if (Date.now() - sent > SILENCE) {
        await stream.write(': still here\n\n');
        sent = Date.now();
      }
      await sleep(EVERY, undefined, { signal: gone.signal }).catch(() => {});
    }
  });
}
