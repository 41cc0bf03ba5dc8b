/** The type that refuses a row whose output does not fit the next row's input. No runtime. */
import type { z } from 'zod';

export interface Row {
  input: z.ZodType;
  output: z.ZodType;
  next: string | null;
  /** In the worker process (waiting for others), or in a child process (computing). */
  runs: 'worker' | 'child';
  /** Jobs at a time in one worker process. */
  concurrency: number;
  /** Milliseconds for one attempt. */
  timeout: number;
  retry: { attempts: number; backoff: { type: string; delay: number; jitter?: number } };
  /** Raised when the stage gives other output for the same input: stored output is then made anew. */
  version: number;
}

type Fits<Rows extends Record<string, Row>> = {
  [Name in keyof Rows]: Rows[Name] & NextFits<Rows, Rows[Name]>;
};

type NextFits<Rows extends Record<string, Row>, R extends Row> = R['next'] extends null
  ? unknown
  : R['next'] extends keyof Rows
    ? z.output<R['output']> extends z.input<Rows[R['next']]['input']>
      ? unknown
      : { output: Rows[R['next']]['input'] }
    : { next: keyof Rows | null };

export function definePipeline<const Rows extends Record<string, Row>>(rows: Fits<Rows>): Rows {
  return rows as unknown as Rows;
}
