/** Names that follow from content, where a format asks for a UUID. */
import { sha256 } from '../publish/manifest.ts';

/** `urn:uuid:…`, version 8 (RFC 9562, 5.8): the same text gives the same one. */
export function uuidOf(text: string): string {
  const hash = sha256(text);
  const groups = [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ];
  return `urn:uuid:${groups.join('-')}`;
}
