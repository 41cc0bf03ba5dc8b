/** What lies in a file; null where there is none, and where a crash has cut it off. */
export function parseJson(bytes: Buffer | string | null | undefined): unknown {
  try {
    return bytes && JSON.parse(bytes.toString());
  } catch {
    return null;
  }
}
