/** Bytes as a picture: a kind or none, and what cannot be shown has a code. */
import { codes } from '../../../shared/codes.ts';
import { shrink } from '../../../shared/image.ts';
import { sniffPicture } from '../../../shared/picture-kind.ts';

/** As a fuzzer likes it: small. */
const MAX_BYTES = 4_096;

export async function fuzz(data: Buffer): Promise<void> {
  const kind = sniffPicture(data);
  const answer = await shrink({
    bytes: data.subarray(0, MAX_BYTES),
    widths: [16],
    formats: ['webp'],
  });
  if ('code' in answer) {
    if (!codes[answer.code]) throw new Error(`no such code: ${answer.code}`);
    return;
  }
  if (kind === null) throw new Error('a picture of no kind was shown');
  if (answer.width < 1 || answer.height < 1) throw new Error('a picture without pixels');
}
