/** The untouched bytes of what the inbox took, by content: what workers on other machines read. */
export function sourceKey(sha256: string): string {
  return `sources/${sha256.slice(0, 2)}/${sha256}`;
}
