/**
 * Named places at which a test lets the process die, to prove that a crash there
 * loses nothing. `OFFPRINT_FAILPOINT=NAME@FILE` arms one; it strikes the first
 * process that can create FILE, and nobody after. Without it these calls do nothing.
 */
import { openSync } from 'node:fs';

// biome-ignore lint/style/noProcessEnv: a test hook, not a setting
const [armed, flag = ''] = (process.env.OFFPRINT_FAILPOINT ?? '').split('@');

/** Dies as by kill -9: no exit code of ours, no clean-up. */
export function failpoint(name: string): void {
  if (name !== armed) return;
  try {
    openSync(flag, 'wx');
  } catch {
    return;
  }
  process.kill(process.pid, 'SIGKILL');
}
