/** Which function does which piece of CPU work. Loaded by the child processes only. */
import { shrink } from '../shared/image.ts';
import type { Pieces } from '../shared/pieces.ts';
import { read } from './ingest/read.ts';
import { render, unrender } from './publish/render.ts';

export const pieces = { read, shrink, render, unrender } satisfies Pieces;
