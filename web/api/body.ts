/** Reads a JSON body against its schema; what does not fit is said field by field. */
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { z } from 'zod';
import { refuse } from '../problems.ts';

/** Bytes of JSON that anybody needs. */
export const jsonLimit = bodyLimit({
  maxSize: 1_000_000,
  onError: (context) => refuse(context, 'E_BODY_SIZE'),
});

export async function readJson<T>(context: Context, schema: z.ZodType<T>): Promise<T | Response> {
  if (!(context.req.header('content-type') ?? '').startsWith('application/json')) {
    return refuse(context, 'E_BODY_TYPE');
  }
  let given: unknown;
  try {
    given = await context.req.json();
  } catch {
    return refuse(context, 'E_BODY', { detail: 'This is not valid JSON.' });
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const detail = parsed.error.issues.map(({ path, message }) =>
    `${path.join('.')} ${message}`.trim(),
  );
  return refuse(context, 'E_BODY', { detail: detail.join('; ') });
}
