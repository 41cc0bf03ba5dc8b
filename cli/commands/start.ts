/** `offprint start`: everything in one place, until stopped. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { queueNames } from '../../queues/producer.ts';
import type { Config } from '../../shared/config.ts';
import { openLog } from '../../shared/log.ts';
import { webApp } from '../../web/app.ts';
import { CommandError, exitCodes, usageError } from '../exit.ts';
import { onInterrupt } from '../interrupt.ts';
import type { Act } from '../main.ts';
import { openSupervisor, type Supervisor } from '../supervisor.ts';
import { readToken } from '../token.ts';

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

export const act: Act = async (_, { config, terminal }) => {
  if (!LOOPBACK.has(config.host) && config.token === null) {
    throw usageError(
      `OFFPRINT_HOST=${config.host} would let other machines in. Set OFFPRINT_TOKEN to a secret of your own first.`,
    );
  }
  const log = openLog(config.logLevel);
  const supervisor = await openSupervisor(config, log);
  if ('heldBy' in supervisor) {
    throw usageError(`Offprint runs already for ${config.home} (process ${supervisor.heldBy}).`);
  }
  const web = await startWeb(supervisor, config).catch(async (error: unknown) => {
    await supervisor.stop();
    throw error;
  });
  const token = await readToken(config);
  terminal.say(
    [
      `Inbox:      ${config.inbox}  (drop saved articles here)`,
      `Archive:    ${web.url}/  (${config.archive})`,
      `Dashboard:  ${web.url}/login?token=${token}`,
      `Queue store: ${supervisor.store.describe}`,
      ...supervisor.store.warnings.map((warning) => `Warning: ${warning}`),
      'Ctrl-C ends.',
    ].join('\n'),
  );
  const interrupt = onInterrupt({
    first: () =>
      terminal.say(
        'Stopping; what is under way goes on next time. Press Ctrl-C again to end at once.',
      ),
    second: () => {
      supervisor.kill();
      process.exit(exitCodes.interrupted);
    },
  });
  let paused: string | null = null;
  await supervisor.loop(
    () => interrupt.happened,
    () => {
      const now = supervisor.intake.paused?.message ?? null;
      if (now !== paused) log.warn(now ?? 'intake goes on');
      paused = now;
    },
  );
  web.close();
  await supervisor.stop();
  return exitCodes.well;
};

async function startWeb(
  supervisor: Supervisor,
  config: Config,
): Promise<{ url: string; close: () => void }> {
  const app = webApp({
    archive: config.archive,
    host: config.host,
    token: await readToken(config),
    queues: queueNames.map((name) => supervisor.producer.queue(name)),
    notReady: () => supervisor.intake.paused?.message ?? null,
  });
  const server = serve({ fetch: app.fetch, hostname: config.host, port: config.port });
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw portTaken(config, cause);
  }
  const { port } = server.address() as AddressInfo;
  const host = LOOPBACK.has(config.host) ? config.host : 'localhost';
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    close: () => server.close(),
  };
}

function portTaken({ host, port }: Config, cause: unknown): CommandError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new CommandError(
    exitCodes.usage,
    `Port ${port} at ${host} cannot be used (${why}). Choose another with OFFPRINT_PORT.`,
    { cause },
  );
}
