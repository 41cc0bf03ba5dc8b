/** The commands (CONTRACT "Commands"). Each is in the file of its name in cli/commands/. */
import { existsSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import {
  type Config,
  ConfigError,
  type Environment,
  readConfig,
  stageNames,
} from '../shared/config.ts';
import { openLog } from '../shared/log.ts';
import { CommandError, exitCodes } from './exit.ts';
import { openTerminal, type Terminal } from './terminal.ts';

export interface Invocation {
  config: Config;
  json: boolean;
  quiet: boolean;
  terminal: Terminal;
  /** Where the options stand that a command takes beyond the common ones. */
  options: Record<string, unknown>;
}

/** A command's work; what it returns is the exit code. */
export type Act = (args: string[], invocation: Invocation) => Promise<number>;

export async function main(argv: string[], env: Environment): Promise<void> {
  process.stdout.on('error', quietOnBrokenPipe);
  if (existsSync('.env')) process.loadEnvFile('.env');
  const program = buildProgram(env);
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = report(error);
  }
  // Connections that are still mending themselves must not hold a finished command.
  if (process.exitCode !== undefined) process.exit();
}

function buildProgram(env: Environment): Command {
  const program = new Command('offprint')
    .description('Turns saved news articles into a permanent, readable archive.')
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text) })
    .addHelpText('after', '\nExample:\n  offprint run ~/saved-articles');
  const define = (
    usage: string,
    description: string,
    example: string,
    load: () => Promise<{ act: Act }>,
  ) => {
    const command = program
      .command(usage)
      .description(description)
      .addHelpText('after', `\nExample:\n  ${example}`)
      .option('--json', 'one JSON document on stdout')
      .option('--quiet', 'only results and errors')
      .option('--home <dir>', 'where everything is kept (default: $OFFPRINT_HOME or ./data)');
    command.action(async () => {
      const { act } = await load();
      process.exitCode = await invoke(env, command.opts(), (invocation) =>
        act(command.args, invocation),
      );
    });
    return command;
  };
  define(
    'start',
    'everything in one place, until stopped',
    'offprint start',
    () => import('./commands/start.ts'),
  );
  define(
    'run [path...]',
    'works off the inbox, with these files or folders copied in first, and ends',
    'offprint run ~/saved-articles',
    () => import('./commands/run.ts'),
  ).option('--articles', 'with --json: also list the articles');
  define(
    'add <path...>',
    'copies files or folders, or writes an address, into the inbox (- reads stdin)',
    'offprint add https://example.org/story',
    () => import('./commands/add.ts'),
  );
  define(
    'worker [stage...]',
    `workers for the named stages (${stageNames.join(' ')}; default all)`,
    'REDIS_URL=redis://queue offprint worker images',
    () => import('./commands/worker.ts'),
  );
  define(
    'status [article]',
    'the counts; or the journey of one article, by id, address or file',
    'offprint status --json',
    () => import('./commands/status.ts'),
  ).option('--articles', 'with --json: also list the articles');
  define(
    'retry [id...]',
    'tries failed files again',
    'offprint retry --all',
    () => import('./commands/retry.ts'),
  )
    .option('--all', 'all that failed')
    .addOption(new Option('--code <code>', 'all that failed with this code'));
  define(
    'verify',
    'checks every file of the archive against its manifests',
    'offprint verify',
    () => import('./commands/verify.ts'),
  ).option('--prune', 'delete files that belong to no article');
  define(
    'remove <id>',
    'takes an article down and leaves a tombstone, so that it stays out',
    'offprint remove a0123456789abcdef0123 --reason "asked by the author"',
    () => import('./commands/remove.ts'),
  ).option('--reason <text>', 'why, for the tombstone');
  define(
    'doctor',
    'checks this machine and says what to do',
    'offprint doctor',
    () => import('./commands/doctor.ts'),
  );
  return program;
}

async function invoke(
  env: Environment,
  options: Record<string, unknown>,
  act: (invocation: Invocation) => Promise<number>,
): Promise<number> {
  const home = options['home'] === undefined ? {} : { OFFPRINT_HOME: String(options['home']) };
  const { config, warnings } = readConfig({ ...env, ...fromEnvFile(env), ...home });
  const [json, quiet] = [options['json'] === true, options['quiet'] === true];
  const terminal = openTerminal({ quiet });
  for (const warning of warnings) terminal.say(`Warning: ${warning}`);
  return act({ config, json, quiet, terminal, options });
}

/** What `.env` added to the environment since it was handed over. */
function fromEnvFile(env: Environment): Environment {
  // biome-ignore lint/style/noProcessEnv: loadEnvFile writes there, and nowhere else
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => env[name] === undefined),
  );
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
  openLog('info').fatal(error, 'Offprint stopped at an error that should not happen');
  return exitCodes.someFailed;
}

/** `offprint status | head` is no error. */
function quietOnBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}
