/** Small disks to be filled, made read-only and taken away; only where this process may mount. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function mountTmpfs(folder: string, size: string): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], {
    stdio: 'ignore',
  });
}

export function remount(folder: string, mode: 'ro' | 'rw'): void {
  execFileSync('mount', ['-o', `remount,${mode}`, folder], { stdio: 'ignore' });
}

/** What lies in `from` is seen at `to`, until it is unmounted. */
export function bind(from: string, to: string): void {
  mkdirSync(from, { recursive: true });
  mkdirSync(to, { recursive: true });
  execFileSync('mount', ['--bind', from, to], { stdio: 'ignore' });
}

/** At once, also where files are open: as a disk is that was pulled out. */
export function unmount(folder: string): void {
  execFileSync('umount', ['-l', folder], { stdio: 'ignore' });
}

export const canMount = (() => {
  const folder = mkdtempSync(join(tmpdir(), 'offprint-mount-'));
  try {
    mountTmpfs(folder, '1m');
    unmount(folder);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
})();
