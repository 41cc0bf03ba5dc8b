/** The bytes of a data: URL. fetch() reads it as browsers do, and asks nobody for it. */
import type { Missing } from './desk.ts';

const MAX_BYTES = 5_000_000;
/** A byte takes at most three characters (%00); looked at first, so that nothing huge is unpacked. */
const MAX_LENGTH = MAX_BYTES * 3 + 1_000;

export async function dataUrlBytes(url: string): Promise<Buffer | Missing> {
  if (url.length > MAX_LENGTH) return { code: 'E_TOO_LARGE' };
  try {
    const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
    return bytes.length > MAX_BYTES ? { code: 'E_TOO_LARGE' } : bytes;
  } catch {
    return { code: 'E_URL_INVALID' };
  }
}
