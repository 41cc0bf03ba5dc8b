/**
 * Which of several reasons stands for a picture that nobody had. The reader wants to know whether
 * another try could help: so what was nearly a picture comes before a server in trouble, that before
 * a refusal, and "gone" is said only when everybody said so.
 */
import type { Code } from '../../shared/codes.ts';

const MOST_TELLING: Code[] = [
  // The bytes were had, and are no use.
  'E_IMAGE_DECODER',
  'E_IMAGE_PIXELS',
  'E_IMAGE_PIXELS_AVIF',
  'E_TOO_LARGE',
  'E_DECODED_SIZE',
  'E_ENCODING',
  // It may be there another time.
  'E_IMAGE_LATE',
  'E_HTTP_429',
  'E_TIMEOUT',
  'E_CONNECT',
  'E_HTTP',
  // Somebody has it, or something, and does not give it.
  'E_HTTP_403',
  'E_HTTP_401',
  'E_TLS',
  'E_URL_PRIVATE',
  'E_URL_PORT',
  'E_URL_CREDENTIALS',
  'E_IMAGE_PLACEHOLDER',
  'W_IMAGE_TYPE',
  // It is gone.
  'E_REDIRECTS',
  'E_HTTP_410',
  'E_HTTP_404',
  'E_DNS',
  // Nobody was asked.
  'E_NOT_FETCHED',
  'E_NO_COMPANION',
  'E_URL_SCHEME',
  'E_URL_INVALID',
];

/** Of an empty list: E_IMAGE_LATE, since then nothing was tried. */
export function mostTelling(reasons: Code[]): Code {
  return MOST_TELLING.find((code) => reasons.includes(code)) ?? reasons[0] ?? 'E_IMAGE_LATE';
}
