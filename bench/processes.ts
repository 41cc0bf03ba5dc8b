/** What the processes of one Offprint use, from /proc. */
import { readFile } from 'node:fs/promises';
import { offprintProcesses, type Role } from '../tests/chaos/processes.ts';

export const ROLES: Role[] = ['supervisor', 'worker', 'child', 'store'];
export type ByRole = Partial<Record<Role, number>>;

interface Run {
  pid: number;
  home: string;
}
type Measure = (pid: number) => Promise<number>;

/** Of the processes of each role, the largest; those that are just ending count as nothing. */
export function largest(run: Run, measure: Measure): Promise<ByRole> {
  return byRole(run, measure, Math.max);
}

/** Of the processes of each role, all together. */
export function together(run: Run, measure: Measure): Promise<ByRole> {
  return byRole(run, measure, (a, b) => a + b);
}

async function byRole(
  { pid, home }: Run,
  measure: Measure,
  join: (a: number, b: number) => number,
) {
  const found: ByRole = {};
  for (const one of offprintProcesses(pid, home))
    found[one.role] = join(found[one.role] ?? 0, await measure(one.pid).catch(() => 0));
  return found;
}

/** Milliseconds of a core that a process has used; Linux counts them in hundredths of a second. */
export async function cpu(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return (user + system) * 10;
}

/** MB that a process has in memory now, or had at most since it began. */
export async function memory(pid: number, when: 'now' | 'most' = 'now'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const found = (when === 'now' ? /VmRSS:\s+(\d+)/ : /VmHWM:\s+(\d+)/).exec(status);
  return Number(found?.[1] ?? 0) / 1_024;
}
