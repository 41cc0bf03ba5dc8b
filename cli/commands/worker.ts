/**
 * `offprint worker [STAGE…]`: workers in this process, until stopped. Redis and the storage are all it
 * needs. With OFFPRINT_METRICS_PORT it serves what it counts and measures.
 */
import { type Config, type StageName, stageNames } from '../../shared/config.ts';
import { openLog, secretsOf } from '../../shared/log.ts';
import { workerApp } from '../../web/metrics.ts';
import { serveWeb, type WebServer } from '../../web/server.ts';
import { type RunningWorkers, startWorkers } from '../../workers/main.ts';
import { exitCodes, serviceError, usageError } from '../exit.ts';
import { codeAfter, onInterrupt } from '../interrupt.ts';
import type { Act } from '../main.ts';
import { openPlaces } from '../places.ts';
import { knownStore } from '../store.ts';
import { readToken, refuseOpenDoor } from '../token.ts';

export const act: Act = async (args, { config, terminal }) => {
  const unknown = args.filter((arg) => !stageNames.includes(arg as StageName));
  if (unknown.length > 0)
    throw usageError(
      `There is no stage ${unknown.join(', ')}; the stages are ${stageNames.join(', ')}.`,
    );
  const stages = args.length > 0 ? (args as StageName[]) : [...stageNames];
  if (config.metricsPort !== null) refuseOpenDoor(config);
  await openPlaces(config);
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
  const web = await serveMetrics(running, config);
  if (web) terminal.say(`Metrics: ${web.url}/metrics (with the token)`);
  terminal.say(`Working on ${stages.join(', ')}. Ctrl-C ends.`);
  const signal = await new Promise<string>((resolve) => {
    onInterrupt({ first: resolve, second: () => process.exit(exitCodes.interrupted) });
  });
  web?.close();
  await running.close();
  return codeAfter(signal);
};

/** null where it is not asked for. */
async function serveMetrics(running: RunningWorkers, config: Config): Promise<WebServer | null> {
  const { host, metricsPort: port } = config;
  if (port === null) return null;
  const token = await readToken(config);
  const { registry } = running.metrics;
  const names = [host, ...config.names];
  const app = workerApp({ names, token, metrics: () => registry.metrics() });
  try {
    return await serveWeb(app, { host, port });
  } catch (cause) {
    await running.close();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw usageError(
      `Port ${port} at ${host} cannot be used (${why}). Choose another with OFFPRINT_METRICS_PORT.`,
    );
  }
}

async function tooLate(): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, 15_000).unref());
  throw serviceError('The queue store cannot be reached. Is it running, and is REDIS_URL right?');
}
