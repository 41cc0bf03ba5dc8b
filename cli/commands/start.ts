/** `offprint start`: everything in one place, until stopped. */
import type { Logger } from 'pino';
import { KeptCounts } from '../../queues/kept-counts.ts';
import type { Config } from '../../shared/config.ts';
import { openLog, secretsOf } from '../../shared/log.ts';
import { webApp } from '../../web/app.ts';
import { serveWeb, type WebServer } from '../../web/server.ts';
import { usageError } from '../exit.ts';
import { codeAfter, interruptible } from '../interrupt.ts';
import type { Act } from '../main.ts';
import { openMetrics } from '../metrics.ts';
import { openSupervisor, type Supervisor } from '../supervisor.ts';
import { readToken, refuseOpenDoor } from '../token.ts';

/** What `/readyz` says to strangers: no paths. The log has the whole sentence. */
const PAUSES = {
  space: 'The disk is nearly full; nothing new is taken until there is room.',
  archive: 'The disk of the archive is away; nothing is written until it is back.',
};

/** The log has what it is. */
const STUCK = 'The archive or the state cannot be used just now; it is tried again.';

export const act: Act = async (_, { config, json, terminal }) => {
  refuseOpenDoor(config);
  const secrets = secretsOf(config);
  const log = openLog(config.logLevel, { secrets });
  let supervisor: Supervisor | null = null;
  // From the first moment on: whoever stops a start half-way must leave nothing behind either.
  const interrupt = interruptible(terminal, () => supervisor?.kill());
  supervisor = await openAlone(config, log);
  const token = await readToken(config);
  secrets.add(token);
  const web = await openPages(supervisor, { config, token, log });
  const places = placesOf(config, supervisor, web.url, token);
  terminal.out(json ? JSON.stringify(places, null, 2) : whereThingsAre(places));
  await supervisor.loop(() => interrupt.happened, pauseReporter(supervisor, log));
  web.close();
  await supervisor.stop();
  return codeAfter(interrupt.signal);
};

async function openAlone(config: Config, log: Logger): Promise<Supervisor> {
  const supervisor = await openSupervisor(config, log);
  if (!('heldBy' in supervisor)) return supervisor;
  throw usageError(`Offprint runs already for ${config.home} (process ${supervisor.heldBy}).`);
}

async function openPages(
  supervisor: Supervisor,
  { config, token, log }: { config: Config; token: string; log: Logger },
): Promise<WebServer> {
  const { intake, producer, ledger, archive, store } = supervisor;
  const { kind } = store;
  // Dashboard, API and metrics count together.
  const counts = new KeptCounts(intake.book);
  const app = webApp({
    config,
    token,
    intake,
    counts,
    ledger,
    archive,
    producer,
    kind,
    metrics: openMetrics(supervisor, counts, config),
    notReady: () => {
      if (producer.redis.status !== 'ready') return 'The queue store cannot be reached.';
      if (!supervisor.worker.isUp) return 'No worker is at work; one is being started.';
      if (supervisor.turns.trouble !== null) return STUCK;
      return intake.paused && PAUSES[intake.paused.reason];
    },
    log,
  });
  try {
    return await serveWeb(app, config);
  } catch (cause) {
    await supervisor.stop();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw usageError(
      `Port ${config.port} at ${config.host} cannot be used (${why}). Choose another with OFFPRINT_PORT.`,
    );
  }
}

function placesOf(config: Config, { store }: Supervisor, url: string, token: string) {
  const { inbox, archive } = config;
  // A secret that somebody chose is not for the screen.
  const dashboard = config.token === null ? `${url}/login?token=${token}` : `${url}/login`;
  const { describe: queueStore, warnings } = store;
  return { inbox, archive, pages: `${url}/`, dashboard, queueStore, warnings };
}

function whereThingsAre(places: ReturnType<typeof placesOf>): string {
  const { inbox, archive, pages, dashboard, queueStore, warnings } = places;
  return [
    `Inbox:       ${inbox}  (drop saved articles here)`,
    `Archive:     ${pages}  (${archive})`,
    `Dashboard:   ${dashboard}${dashboard.endsWith('/login') ? '  (with your OFFPRINT_TOKEN)' : ''}`,
    `Queue store: ${queueStore}`,
    ...warnings.map((warning) => `Warning: ${warning}`),
    'Ctrl-C ends.',
  ].join('\n');
}

/** Says once that intake waits, and once that it goes on. */
function pauseReporter({ intake }: Supervisor, log: Logger): () => void {
  let paused: string | null = null;
  return () => {
    const now = intake.paused?.message ?? null;
    if (now !== paused) log.warn(now ?? 'intake goes on');
    paused = now;
  };
}
