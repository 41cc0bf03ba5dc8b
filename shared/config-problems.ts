/** What is said of a setting that is refused, or that there is not: in one line, without its secrets. */
import { REDACTED, redact } from './redact.ts';
import { similar } from './similar.ts';

/** Where a setting comes from. A flag wins over the environment, that over `.env`. */
export type Origin = 'default' | 'environment' | '.env' | 'flag';

const PREFIX = 'OFFPRINT_';

/** Names whose values nobody may see; it also covers what a store or a tracer brings along. */
export function isSecret(name: string): boolean {
  return /(?:TOKEN|SECRET|PASSWORD|KEY|KEY_ID|HEADERS)$/.test(name);
}

/** A value as it may be shown. */
export function shown(name: string, value: string): string {
  return isSecret(name) ? REDACTED : redact(value);
}

export function refused(
  name: string,
  { allowed, value, origin }: { allowed: string; value: string; origin: Origin },
): string {
  return `${name}: must be ${allowed}${offender(name, value)} (from ${place(origin)})`;
}

/** @param known the names there are; one that is nearly the same is suggested. */
export function unknown(name: string, known: readonly string[], origin: Origin): string {
  // REDIS_URL and LOG_LEVEL have no prefix, and are easily given one.
  const bare = (one: string) => one.replace(PREFIX, '');
  const near = similar(bare(name), known.map(bare));
  const meant = known.find((one) => bare(one) === near);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return `${name} (from ${place(origin)}) is not a setting of Offprint and has no effect${hint}`;
}

/** An address that cannot be read cannot be redacted either. */
function offender(name: string, value: string): string {
  if (isSecret(name) || (name === 'REDIS_URL' && value.includes('@'))) return '';
  return `, not "${shown(name, value)}"`;
}

function place(origin: Origin): string {
  return origin === '.env' ? '.env' : `the ${origin}`;
}
