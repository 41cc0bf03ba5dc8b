/** Whatever goes in: what comes out has nothing active, and cleaning it again changes nothing. */
import { sanitise } from '../../../workers/parse/sanitise.ts';
import { verifyBody } from '../../../workers/parse/verify.ts';
import { assertInert } from '../inert.ts';

export function fuzz(data: Buffer): void {
  const clean = sanitise(data.toString());
  if (sanitise(clean) !== clean) throw new Error('cleaning twice is not cleaning once');
  verifyBody(clean, 1_000);
  assertInert(clean);
}
