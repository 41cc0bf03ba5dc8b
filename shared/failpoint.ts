/**
 * Named places at which a test lets the process die, to prove that a crash there
 * loses nothing. `OFFPRINT_FAILPOINT` names one; without it these calls do nothing.
 */
// biome-ignore lint/style/noProcessEnv: a test hook, not a setting
const armed = process.env['OFFPRINT_FAILPOINT'];

/** Dies as by kill -9: no exit code of ours, no clean-up. */
export function failpoint(name: string): void {
  if (name === armed) process.kill(process.pid, 'SIGKILL');
}
