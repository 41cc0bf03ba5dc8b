/** Which function does the work of which row. The compiler refuses a gap or a misfit. */
import type { Stages } from '../queues/pipeline.ts';
import { images } from './images.ts';
import { ingest } from './ingest.ts';
import { metadata } from './metadata.ts';
import { parse } from './parse.ts';
import { publish } from './publish.ts';

export const stages = { ingest, parse, images, metadata, publish } satisfies Stages;
