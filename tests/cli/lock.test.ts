import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holder, takeLock } from '../../cli/lock.ts';
import { typescript } from '../../workers/pool.ts';

const module = new URL('../../cli/lock.ts', import.meta.url).href;

describe('the lock of a home', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offprint-lock-'));
    path = join(folder, 'supervisor.sock');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Another process that asks for the lock, says whether it has it, and lives until it is killed. */
  function contender() {
    const script = `import { takeLock } from '${module}';
      const lock = await takeLock(${JSON.stringify(path)});
      console.log('heldBy' in lock ? 'refused' : 'held');
      setInterval(() => {}, 1000);`;
    return spawn(process.execPath, [...typescript(), '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }

  async function otherHolder() {
    const child = contender();
    const [answer] = await once(child.stdout, 'data');
    expect(String(answer)).toBe('held\n');
    return child;
  }

  it('tells who holds it', async () => {
    const child = await otherHolder();
    expect(await takeLock(path)).toEqual({ heldBy: child.pid });
    expect(await holder(path)).toBe(child.pid);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('dies with its process, however that dies', async () => {
    const child = await otherHolder();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await holder(path)).toBeNull();
    const lock = await takeLock(path);
    if ('heldBy' in lock) throw new Error(`still held by ${lock.heldBy}`);
    await lock.release();
  });

  it('goes to exactly one of several that ask at once, however often', async () => {
    for (let turn = 0; turn < 30; turn += 1) {
      const locks = await Promise.all(Array.from({ length: 6 }, () => takeLock(path)));
      const taken = locks.flatMap((lock) => ('heldBy' in lock ? [] : [lock]));
      expect(taken).toHaveLength(1);
      await Promise.all(taken.map((lock) => lock.release()));
      expect(await holder(path)).toBeNull();
    }
  });

  it('goes to exactly one of several processes that find a dead one', async () => {
    const dead = await otherHolder();
    dead.kill('SIGKILL');
    await once(dead, 'exit');
    const children = Array.from({ length: 3 }, contender);
    const answers = await Promise.all(children.map(({ stdout }) => once(stdout, 'data')));
    expect(answers.map(String).sort()).toEqual(['held\n', 'refused\n', 'refused\n']);
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(children.map((child) => once(child, 'exit')));
    expect(await holder(path)).toBeNull();
    expect(await readdir(folder)).toEqual([]);
  });

  it('stays with a process that was stopped and does not answer', async () => {
    const child = await otherHolder();
    child.kill('SIGSTOP');
    expect(await takeLock(path)).toEqual({ heldBy: child.pid });
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
});
