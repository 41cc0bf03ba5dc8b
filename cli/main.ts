/** The commands (CONTRACT "Commands"). Each is in the file of its name in cli/commands/. */
import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import {
  type Config,
  ConfigError,
  type Environment,
  type Origins,
  type ReadSettings,
  readConfig,
} from '../shared/config.ts';
import { RetryLater } from '../shared/errors.ts';
import { openLog } from '../shared/log.ts';
import { type CommandRow, commands, commonOptions } from './commands.ts';
import { addEnvFile } from './environment.ts';
import { CommandError, exitCodes } from './exit.ts';
import { openTerminal, type Terminal } from './terminal.ts';

export interface Invocation {
  config: Config;
  /** How `config` came about, for `offprint config`. */
  settings: ReadSettings;
  json: boolean;
  quiet: boolean;
  terminal: Terminal;
  /** Where the options stand that a command takes beyond the common ones. */
  options: Record<string, unknown>;
}

/** A command's work; what it returns is the exit code. */
export type Act = (args: string[], invocation: Invocation) => Promise<number>;

interface Surroundings {
  env: Environment;
  origins: Origins;
}

export async function main(argv: string[], env: Record<string, string | undefined>): Promise<void> {
  process.stdout.on('error', quietOnBrokenPipe);
  // Our version of the S3 library is the one we test; what it says of later ones helps nobody here.
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  try {
    const program = buildProgram({ env, origins: addEnvFile(env, '.env') });
    // What the shell asks when somebody presses Tab.
    if (argv[2] === 'complete' && argv[3] === '--') {
      const { answerShell } = await import('./completion.ts');
      answerShell(program, argv.slice(4));
    } else await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = report(error);
  }
  // Connections that are still mending themselves must not hold a finished command.
  if (process.exitCode !== undefined) process.exit();
}

function buildProgram(around: Surroundings): Command {
  const program = new Command('offprint')
    .description('Turns saved news articles into a permanent, readable archive.')
    .version(packageJson.version)
    .exitOverride()
    .addHelpText('after', exampleText(['offprint run ~/saved-articles', 'offprint help run']));
  for (const row of commands) addCommand(program, row, around);
  return program;
}

function addCommand(program: Command, row: CommandRow, around: Surroundings): void {
  const { usage, description, examples, options = [], load } = row;
  const command = program
    .command(usage)
    .description(description)
    .version(packageJson.version)
    .addHelpText('after', exampleText(examples));
  command.showHelpAfterError(`See: offprint ${command.name()} --help`);
  for (const [flags, text] of [...options, ...commonOptions]) command.option(flags, text);
  command.action(async () => {
    const { act } = await load();
    process.exitCode = await invoke(around, command.opts(), (invocation) =>
      act(command.args, invocation),
    );
  });
}

function exampleText(examples: readonly string[]): string {
  const title = examples.length > 1 ? 'Examples' : 'Example';
  return `\n${title}:\n${examples.map((example) => `  ${example}`).join('\n')}`;
}

async function invoke(
  { env, origins }: Surroundings,
  options: Record<string, unknown>,
  act: (invocation: Invocation) => Promise<number>,
): Promise<number> {
  const home = options.home === undefined ? {} : { OFFPRINT_HOME: String(options.home) };
  const [json, quiet] = [options.json === true, options.quiet === true];
  // Only results and errors, whatever the level that was asked for.
  const calm = quiet ? { LOG_LEVEL: 'error' } : {};
  const flags = { ...home, ...calm };
  const fromFlags = Object.keys(flags).map((name) => [name, 'flag'] as const);
  const settings = readConfig(
    { ...env, ...flags },
    { ...origins, ...Object.fromEntries(fromFlags) },
  );
  const terminal = openTerminal({ quiet });
  for (const warning of settings.warnings) terminal.say(`Warning: ${warning}`);
  return act({ config: settings.config, settings, json, quiet, terminal, options });
}
function report(error: unknown): number {
  // --help and --version end here too.
  if (error instanceof CommanderError)
    return error.exitCode === 0 ? exitCodes.well : exitCodes.usage;
  if (error instanceof ConfigError) {
    process.stderr.write(`These settings are not right:\n${error.message.replace(/^/gm, '  ')}\n`);
    return exitCodes.usage;
  }
  if (error instanceof CommandError) {
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
  // A bucket that cannot be reached, after all tries.
  if (error instanceof RetryLater) {
    process.stderr.write(`${error.message}\n`);
    return exitCodes.service;
  }
  const trouble = diskTrouble(error);
  if (trouble !== null) {
    process.stderr.write(`${trouble}\n`);
    return exitCodes.service;
  }
  openLog('info').fatal(error, 'Offprint stopped at an error that should not happen');
  return exitCodes.someFailed;
}

/** A folder that cannot be used is nobody's bug: what is wrong with it, and where. */
function diskTrouble(error: unknown): string | null {
  const { code = '', path = 'the disk' } =
    error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  const sentences: Record<string, string> = {
    EACCES: `${path} may not be read or written by this user. Choose another place with OFFPRINT_HOME or --home, or change its owner.`,
    EPERM: `${path} may not be changed by this user. Choose another place with OFFPRINT_HOME or --home, or change its owner.`,
    EROFS: `${path} lies on a disk that cannot be written. Choose another place with OFFPRINT_HOME or --home.`,
    ENOSPC: `There is no room left on the disk of ${path}.`,
    ENOTDIR: `${path} is not a folder.`,
  };
  return sentences[code] ?? null;
}

/** `offprint status | head` is no error. */
function quietOnBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}
