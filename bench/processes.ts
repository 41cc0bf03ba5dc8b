/** What the processes of one Offprint use, from /proc. */
import { readFile } from 'node:fs/promises';
import { offprintProcesses, type Role } from '../tests/chaos/processes.ts';

export const ROLES: Role[] = ['supervisor', 'worker', 'child', 'store'];
export type ByRole = Partial<Record<Role, number>>;

/** Of the processes of each role, the largest; those that are just ending count as nothing. */
export async function largest(
  { pid, home }: { pid: number; home: string },
  measure: (pid: number) => Promise<number>,
): Promise<ByRole> {
  const found: ByRole = {};
  for (const one of offprintProcesses(pid, home)) {
    const size = await measure(one.pid).catch(() => 0);
    found[one.role] = Math.max(found[one.role] ?? 0, size);
  }
  return found;
}

/** MB that a process has in memory now, or had at most since it began. */
export async function memory(pid: number, when: 'now' | 'most' = 'now'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const found = (when === 'now' ? /VmRSS:\s+(\d+)/ : /VmHWM:\s+(\d+)/).exec(status);
  return Number(found?.[1] ?? 0) / 1_024;
}
