/** The processes of one Offprint, found by who started whom, from /proc. */
import { readdirSync, readFileSync } from 'node:fs';

export type Role = 'supervisor' | 'worker' | 'child' | 'store';

/** Every process below `pid`, and the queue server of the home, which is its own session. */
export function offprintProcesses(pid: number, home: string): { pid: number; role: Role }[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return [{ pid: Number(name), parent, command }];
      } catch {
        return [];
      }
    });
  const below = new Set([pid]);
  for (let size = 0; size !== below.size; ) {
    size = below.size;
    for (const one of all) if (below.has(one.parent)) below.add(one.pid);
  }
  return all.flatMap((one) => {
    const isServer = /(redis|valkey)-server/.test(one.command) && one.command.includes(home);
    if (!below.has(one.pid) && !isServer) return [];
    return [{ pid: one.pid, role: roleOf(one.command, one.pid === pid, isServer) }];
  });
}

function roleOf(command: string, isRoot: boolean, isServer: boolean): Role {
  if (isServer || command.includes('javascript-store')) return 'store';
  if (isRoot) return 'supervisor';
  return command.includes('--forked') ? 'worker' : 'child';
}
