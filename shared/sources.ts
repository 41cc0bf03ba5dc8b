/**
 * Templates of addresses (OFFPRINT_PICTURE_SOURCES and its like): where to ask for what an article
 * names. A value stands as it is before a `?` in the template and percent-encoded after it, which
 * is what web archives (`/web/{timestamp}im_/{url}`) and picture proxies (`/?url={url}`) expect.
 */
import { PermanentError } from './errors.ts';

/**
 * One address per template, in order, repeats left out. `candidate` is an absolute http(s) URL,
 * else a PermanentError E_URL_INVALID is thrown; `timestamp` is yyyymmddhhmmss in UTC.
 * A name in braces that is none of ours stays as it stands.
 */
export function expand(
  templates: readonly string[],
  candidate: string,
  { timestamp }: { timestamp: string },
): string[] {
  if (!URL.canParse(candidate)) {
    throw new PermanentError('E_URL_INVALID', `This is not a web address: ${candidate}`);
  }
  const { host, pathname, search } = new URL(candidate);
  const values: Record<string, string> = {
    url: candidate,
    host,
    path: pathname + search,
    timestamp,
  };
  return [...new Set(templates.map((template) => fill(template, values)))];
}

/** The time of a web archive's address, yyyymmddhhmmss in UTC, out of an ISO 8601 time with offset. */
export function timestampOf(time: string): string {
  return new Date(time).toISOString().replace(/\D/g, '').slice(0, 14);
}

function fill(template: string, values: Record<string, string>): string {
  const query = template.indexOf('?');
  return template.replace(/\{(\w+)\}/g, (name, key: string, position: number) => {
    const value = values[key];
    if (value === undefined) return name;
    return query >= 0 && position > query ? encodeURIComponent(value) : value;
  });
}
