/**
 * A refusal as the one who asked can read it: programs get `application/problem+json` (RFC 9457) with
 * our code, people a sentence.
 */
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import type { Code } from '../shared/codes.ts';
import { languageOf, type Said } from './dashboard/language.ts';
import { explained } from './dashboard/view.ts';

const STATUSES: Partial<Record<Code, ContentfulStatusCode>> = {
  E_TOKEN: 401,
  E_WRONG_TOKEN: 401,
  E_OTHER_SITE: 403,
  E_READ_ONLY: 403,
  E_UNKNOWN: 404,
  E_NO_SUCH_CODE: 404,
  E_METHOD: 405,
  E_BODY_SIZE: 413,
  E_BODY_TYPE: 415,
  E_WRONG_HOST: 421,
  E_TOO_OFTEN: 429,
  E_BODY: 400,
  E_INTERNAL: 500,
  E_STORE: 503,
  E_STORAGE: 507,
};

/** One of several things that were sent: what is wrong with it. */
export const Named = z.object({
  /** Which of a list, from 0. */
  at: z.int().optional(),
  value: z.string(),
  code: z.string(),
  message: z.string(),
  next: z.string().optional(),
});

export type Named = z.infer<typeof Named>;

export const Problem = z.object({
  /** `urn:offprint:CODE` */
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  next: z.string(),
  /** Of several things that were sent: which are wrong, and why. */
  errors: z.array(Named).optional(),
});

export type Problem = z.infer<typeof Problem>;

export interface Details {
  /** More precise than the code's own sentence. */
  detail?: string | Said;
  /** More precise than the code's own advice. */
  next?: string | Said;
  errors?: Named[];
}

/**
 * Whatever is wrong with what was sent is 422, unless HTTP has a better number. Said in the language
 * of whoever asks, as the dashboard is; a program that names none gets English.
 */
export function refuse(context: Context, code: Code, details: Details = {}): Response {
  const status = STATUSES[code] ?? 422;
  const language = languageOf(context);
  const { message: title, next: advice } = explained(code, { language });
  const inWords = (said: string | Said | undefined, own: string) =>
    typeof said === 'object' ? said[language] : (said ?? own);
  const detail = inWords(details.detail, title);
  const next = inWords(details.next, advice);
  if (!isForPrograms(context)) return context.text(`${detail}\n${next}\n`, status);
  const { errors } = details;
  const type = `urn:offprint:${code}`;
  const problem: Problem = { type, title, status, detail, code, next, ...(errors && { errors }) };
  return context.body(JSON.stringify(problem, null, 2), status, {
    'Content-Type': 'application/problem+json; charset=utf-8',
  });
}

function isForPrograms({ req }: Context): boolean {
  return req.path.startsWith('/api/') || (req.header('accept') ?? '').includes('json');
}
