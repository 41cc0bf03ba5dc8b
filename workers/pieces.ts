/**
 * Which function does which piece of CPU work. Loaded by the child processes only, and each when it is
 * first asked for: what a child never does takes none of its memory, nor of the time that collecting takes.
 */
import type { Pieces } from '../shared/pieces.ts';

export const pieces: Pieces = {
  read: async (input) => (await import('./ingest/read.ts')).read(input),
  shrink: async (input) => (await import('../shared/image.ts')).shrink(input),
  render: async (input) => (await import('./publish/render.ts')).render(input),
  unrender: async (html) => (await import('./publish/render.ts')).unrender(html),
};
