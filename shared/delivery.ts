/**
 * How a file of the archive is to be served, here and by a bucket that is a web site: its type, how long it
 * may be kept, and whether it is only saved, never shown.
 */
import { getMimeType } from 'hono/utils/mime';

export interface Delivery {
  /** Content-Type. */
  type: string;
  /** Cache-Control. */
  cache: string;
  /** It came from elsewhere and is untouched: shown as a page of ours it could do harm. */
  attachment: boolean;
}

/** What the list of types does not know; without one a browser would guess. */
const TYPES: [ending: RegExp, type: string][] = [
  [/\.md$/, 'text/markdown; charset=utf-8'],
  [/\.jsonl$/, 'application/x-ndjson; charset=utf-8'],
];

/** Also where a disk takes upper case for lower. */
const UNTOUCHED = /^originals\/|(^|\/)source\.[^/]+$/i;
/** Pictures lie under the hash of their content and never change; everything else may. */
const FOREVER = /^(pictures|originals)\//;

/** @param key from the archive's root, without a slash before it. */
export function deliveryOf(key: string): Delivery {
  const known = TYPES.find(([ending]) => ending.test(key))?.[1];
  return {
    type: known ?? getMimeType(key) ?? 'application/octet-stream',
    cache: FOREVER.test(key) ? 'public, max-age=31536000, immutable' : 'no-cache',
    attachment: UNTOUCHED.test(key),
  };
}
