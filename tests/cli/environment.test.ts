import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addEnvFile } from '../../cli/environment.ts';

describe('.env', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offprint-env-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('adds what the environment does not say, and tells what it added', async () => {
    const path = join(folder, '.env');
    await writeFile(path, 'OFFPRINT_PORT=1\nOFFPRINT_DONE="delete"\n# no\nOFFPRINT_HOME=x\n');
    const env = { OFFPRINT_PORT: '2', OFFPRINT_HOME: '' };
    expect(addEnvFile(env, path)).toEqual({ OFFPRINT_DONE: '.env' });
    expect(env).toEqual({ OFFPRINT_PORT: '2', OFFPRINT_HOME: '', OFFPRINT_DONE: 'delete' });
  });

  it('may be missing', () => {
    expect(addEnvFile({}, join(folder, 'none'))).toEqual({});
  });

  it('is refused with a sentence where it cannot be read', async () => {
    await mkdir(join(folder, '.env'));
    expect(() => addEnvFile({}, join(folder, '.env'))).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining('cannot be read') }),
    );
  });
});
