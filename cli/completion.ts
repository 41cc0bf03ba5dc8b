/**
 * What the shell is told when somebody presses Tab (`offprint complete -- WORDS`): commands and options
 * as commander has them, and the values that only we know. Files are left to the shell.
 */
import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { codes } from '../shared/codes.ts';
import { stageNames } from '../shared/config.ts';
import { shells } from './commands.ts';

type Values = readonly (readonly [value: string, description: string])[];

const stages: Values = stageNames.map((stage) => [stage, '']);
const reasons: Values = Object.entries(codes)
  .filter(([code]) => code.startsWith('E_'))
  .map(([code, { message }]) => [code, message]);

/** By command, and by option or argument. */
const values: [command: string, name: string, values: Values][] = [
  ['worker', 'stage', stages],
  ['replay', 'from', stages],
  ['retry', 'code', reasons],
  ['completion', 'shell', shells.map((shell) => [shell, ''])],
];

/** Commands whose arguments are files. */
const takeFiles = ['run', 'add', 'status'];
/** As the scripts read it: nothing of ours, the shell's own way. */
const LEFT_TO_THE_SHELL = ':0\n';

/** @param words what stands behind `offprint`; the last one is being typed, '' where it is not begun. */
export function answerShell(program: Command, words: string[]): void {
  if (isFile(words)) {
    process.stdout.write(LEFT_TO_THE_SHELL);
    return;
  }
  const known = tab(program);
  // The request itself is nothing to type.
  known.commands.delete('complete');
  for (const [name, place, list] of values) {
    const command = known.commands.get(name);
    const asked = command?.options.get(place) ?? command?.arguments.get(place);
    if (!asked) throw new Error(`There is no ${place} of offprint ${name} to complete.`);
    asked.handler = (complete) => {
      for (const [value, description] of list) complete(value, description);
    };
  }
  known.parse([...words]);
}

function isFile(words: string[]): boolean {
  const [typed = '', before] = [words.at(-1), words.at(-2)];
  if (before === '--home' || before === '--to') return true;
  return words.length > 1 && takeFiles.includes(words[0] ?? '') && !typed.startsWith('-');
}
