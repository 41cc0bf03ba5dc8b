/** What a stage may throw at a bad input. Anything else is a bug, and the fuzzer is told so. */
import { PermanentError } from '../../shared/errors.ts';

export function refusalOf(error: unknown): null {
  if (error instanceof PermanentError) return null;
  throw error;
}
