/** What the shell is told when somebody presses Tab. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { offprint } from '../helpers/offprint.ts';

const program = fileURLToPath(new URL('../../cli/offprint.mjs', import.meta.url));

async function complete(...words: string[]): Promise<string[]> {
  const { stdout, code } = await offprint(['complete', '--', ...words]);
  expect(code).toBe(0);
  return stdout.trimEnd().split('\n');
}
const valuesOf = (lines: string[]) =>
  lines.filter((line) => !line.startsWith(':')).map((line) => line.split('\t')[0]);

describe('completion', () => {
  it('of a command, with what it does', async () => {
    const [first, ...rest] = await complete('wo');
    expect(first).toMatch(/^worker\tworkers for /);
    expect(rest).toEqual([':4']);
  });

  it('of every command, but not of the request itself', async () => {
    const commands = valuesOf(await complete(''));
    expect(commands).toEqual(
      expect.arrayContaining(['start', 'run', 'config', 'completion', 'help']),
    );
    expect(commands).not.toContain('complete');
  });

  it.each([
    [
      ['replay', '--'],
      ['--from', '--outlet', '--since', '--json', '--quiet', '--home', '--help'],
    ],
    [
      ['worker', 'p'],
      ['parse', 'publish'],
    ],
    [['worker', 'parse', 'im'], ['images']],
    [['replay', '--from', 'm'], ['metadata']],
    [['retry', '--code', 'E_HTTP_42'], ['E_HTTP_429']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish', 'powershell'],
    ],
  ])('of %j', async (words, expected) => {
    expect(valuesOf(await complete(...words))).toEqual(expect.arrayContaining(expected));
  });

  it('leaves files to the shell', async () => {
    for (const words of [
      ['run', ''],
      ['add', 'exa'],
      ['verify', '--home', ''],
      ['export', '--to', ''],
    ]) {
      expect(await complete(...words)).toEqual([':0']);
    }
  });

  it('comes with a script for each shell', async () => {
    for (const shell of ['zsh', 'fish', 'powershell']) {
      const { stdout, code } = await offprint(['completion', shell]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/offprint complete '?--/);
    }
    const other = await offprint(['completion', 'tcsh']);
    expect(other).toMatchObject({ code: 2, stdout: '' });
    expect(other.stderr).toContain('bash, zsh, fish, powershell');
  });

  it('works in bash, files included', async () => {
    const { stdout: script } = await offprint(['completion', 'bash']);
    // What bash and its package of completions do around it.
    const around = `
      offprint() { '${process.execPath}' '${program}' "$@"; }
      _get_comp_words_by_ref() { cur=wo; prev=offprint; words=(offprint wo); cword=1; }
      __offprint_complete
      echo "[\${COMPREPLY[*]}]"
      complete -p offprint`;
    const { stdout } = spawnSync('bash', ['-s'], { input: script + around, encoding: 'utf8' });
    expect(stdout).toBe('[worker]\ncomplete -o default -F __offprint_complete offprint\n');
  });
});
