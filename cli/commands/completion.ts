/** `offprint completion SHELL`: the script that makes the shell ask cli/completion.ts. */
import { script } from '@bomb.sh/tab';
import { shells } from '../commands.ts';
import { exitCodes, usageError } from '../exit.ts';
import type { Act } from '../main.ts';

/** The library's script lets bash offer files, but registers itself without them. */
const FILES_IN_BASH = 'complete -o default -F __offprint_complete offprint';

export const act: Act = async ([shell = ''], { json, terminal }) => {
  if (json) throw usageError('The script is for a shell, and no JSON: leave out --json.');
  if (!shells.some((one) => one === shell))
    throw usageError(`There is no script for ${shell}; the shells are ${shells.join(', ')}.`);
  // The library prints it itself.
  script(shell, 'offprint', 'offprint');
  if (shell === 'bash') terminal.out(FILES_IN_BASH);
  return exitCodes.well;
};
