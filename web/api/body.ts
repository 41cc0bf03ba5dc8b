/** Reads a JSON body against its schema; what does not fit is said field by field. */
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
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
  return refuse(context, 'E_BODY', { detail: faults(schema, given, parsed.error).join('; ') });
}

/** Of several bodies that would do: what is wrong with the one that was meant, else which there are. */
function faults(schema: z.ZodType, given: unknown, { issues }: z.ZodError): string[] {
  if (!(schema instanceof z.ZodUnion)) return issues.map(inWords);
  const bodies = schema.options.filter((one) => one instanceof z.ZodObject);
  const fields = Object.keys(typeof given === 'object' && given !== null ? given : {});
  const meant = bodies.filter(
    ({ shape }) => fields.length > 0 && fields.every((field) => field in shape),
  );
  const [only] = meant.length === 1 ? meant : [];
  if (only) return only.safeParse(given).error?.issues.map(inWords) ?? [];
  const all = bodies.map(({ shape }) => Object.keys(shape).join(' and '));
  return [`Expected is an object with one of these fields: ${all.join(', ')}`];
}

function inWords({ path, message }: z.core.$ZodIssue): string {
  return path.length > 0 ? `${path.join('.')}: ${message}` : message;
}
