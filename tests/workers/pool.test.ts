import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DiskStorage } from '../../shared/storage.ts';
import { ChildPool } from '../../workers/pool.ts';
import { RECEIPT } from '../helpers/articles.ts';

const script = fileURLToPath(new URL('../helpers/child-puppet.ts', import.meta.url));

describe('ChildPool', () => {
  let folder: string;
  let state: DiskStorage;
  let pool: ChildPool;
  const deaths: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offprint-pool-'));
    state = new DiskStorage(folder);
    const died = (work: string) => deaths.push(work);
    pool = new ChildPool(state, { children: 1, script, wallClock: 4_000, died });
  });
  afterAll(async () => {
    await pool.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** The puppet takes any piece. */
  const ask = (deed: string, holder: string) =>
    pool.piece('unrender', { deed } as never, holder) as Promise<unknown>;

  it('gives the answer of the child', async () => {
    expect(await ask('answer', 'x')).toEqual({ pid: expect.any(Number) });
  });

  it('passes on what the child refuses, which is nobody’s death', async () => {
    await expect(ask('fail', 'refused')).rejects.toMatchObject({
      name: 'PermanentError',
      code: 'E_NOT_HTML',
    });
    expect(await state.list('deaths')).toEqual([]);
  });

  it('row 52: ends what dies three times over it, and works on for the others', async () => {
    await expect(ask('die', 'picture-x')).rejects.toMatchObject({
      name: 'PermanentError',
      code: 'E_CRASH',
    });
    expect((await state.read('deaths/picture-x.deaths.json'))?.toString()).toBe('3');
    expect(deaths).toEqual(['unrender', 'unrender', 'unrender']);
    expect(await ask('answer', 'y')).toBeTruthy();
  });

  it('kills a child that hangs, at its time', async () => {
    await expect(ask('hang', RECEIPT)).rejects.toMatchObject({ code: 'E_CRASH' });
    expect((await state.read(`work/${RECEIPT}/${RECEIPT}.deaths.json`))?.toString()).toBe('3');
    expect(await ask('answer', 'z')).toBeTruthy();
  });

  it('goes on counting where another worker stopped', async () => {
    await state.write('deaths/picture-z.deaths.json', '2');
    await expect(ask('exit', 'picture-z')).rejects.toMatchObject({ code: 'E_CRASH' });
    expect((await state.read('deaths/picture-z.deaths.json'))?.toString()).toBe('3');
  });

  it('does not charge what only waited for a child that dies before it begins', async () => {
    process.env.TEST_STILLBORN = 'yes';
    const still = new ChildPool(state, { children: 1, script });
    try {
      const asked = still.piece('unrender', { deed: 'answer' } as never, 'picture-s');
      await expect(asked).rejects.toMatchObject({ name: 'RetryLater', code: 'E_INTERNAL' });
      expect(await state.read('deaths/picture-s.deaths.json')).toBeNull();
    } finally {
      delete process.env.TEST_STILLBORN;
      await still.close();
    }
  });
});
