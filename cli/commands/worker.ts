/** `offprint worker [STAGE…]`: workers in this process, until stopped. Redis and the storage are all it needs. */
import { type StageName, stageNames } from '../../shared/config.ts';
import { openLog, secretsOf } from '../../shared/log.ts';
import { startWorkers } from '../../workers/main.ts';
import { exitCodes, serviceError, usageError } from '../exit.ts';
import { onInterrupt } from '../interrupt.ts';
import type { Act } from '../main.ts';
import { knownStore } from '../store.ts';

export const act: Act = async (args, { config, terminal }) => {
  const unknown = args.filter((arg) => !stageNames.includes(arg as StageName));
  if (unknown.length > 0)
    throw usageError(
      `There is no stage ${unknown.join(', ')}; the stages are ${stageNames.join(', ')}.`,
    );
  const stages = args.length > 0 ? (args as StageName[]) : [...stageNames];
  const store = await knownStore(config);
  if (!store) {
    throw serviceError(
      `No queue store is known. Set REDIS_URL, or start Offprint in ${config.home} first: offprint start`,
    );
  }
  const log = openLog(config.logLevel, { secrets: secretsOf(config) });
  const starting = startWorkers(
    { config, stages, queues: { ...store, prefix: config.prefix } },
    log,
  );
  const running = await Promise.race([starting, tooLate()]);
  terminal.say(`Working on ${stages.join(', ')}. Ctrl-C ends.`);
  await new Promise<void>((resolve) => {
    onInterrupt({ first: () => resolve(), second: () => process.exit(exitCodes.interrupted) });
  });
  await running.close();
  return exitCodes.well;
};

async function tooLate(): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, 15_000).unref());
  throw serviceError('The queue store cannot be reached. Is it running, and is REDIS_URL right?');
}
