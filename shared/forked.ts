/**
 * A process of ours that lives as long as the one that started it, however that
 * ends. Ctrl-C reaches the whole process group; the supervisor alone decides
 * what it means.
 */
import type { EventEmitter } from 'node:events';

export function liveWithParent(): void {
  const end = () => process.exit(0);
  process.on('SIGINT', () => {});
  process.on('disconnect', end);
  // A message to a parent that died a moment ago ends here.
  (process as EventEmitter).on('error', end);
  if (!process.connected) end();
}

/** What a child emits when it begins a piece: one that it only had waiting is not to blame for its death. */
export const BEGUN = 'begun';
