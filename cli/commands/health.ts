/**
 * `offprint health`: whether what runs on this machine is well, for containers. `start` is asked over
 * HTTP; a worker answers nobody, so its heartbeat is looked for in the queue store.
 */
import { hostname } from 'node:os';
import { request } from 'undici';
import { liveWorkers } from '../../queues/heartbeat.ts';
import type { Config } from '../../shared/config.ts';
import { connect } from '../../shared/queue-store.ts';
import { exitCodes } from '../exit.ts';
import type { Act } from '../main.ts';
import { knownStore } from '../store.ts';

interface Finding {
  well: boolean;
  what: 'start' | 'worker' | null;
  /** One sentence. */
  message: string;
}

/** Milliseconds. Whoever asks for health must not wait for the sick. */
const PATIENCE = 3_000;
/** Every address of this machine, which is none to connect to. */
const ANY: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

export const act: Act = async (_, { config, json, terminal, quiet }) => {
  const finding = (await askStart(config)) ?? (await askWorkers(config));
  if (json) terminal.out(JSON.stringify(finding, null, 2));
  else if (!finding.well) process.stderr.write(`${finding.message}\n`);
  else if (!quiet) terminal.out(finding.message);
  return finding.well ? exitCodes.well : exitCodes.service;
};

/** null where no Offprint listens. */
async function askStart({ host, port }: Config): Promise<Finding | null> {
  // Any free port: which one it became is not known here.
  if (port === 0) return null;
  const name = ANY[host] ?? host;
  const url = `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
  const found = (well: boolean, message: string): Finding => ({ well, what: 'start', message });
  try {
    // Not fetch, which refuses ports that browsers do.
    const { statusCode, body } = await request(`${url}/readyz`, {
      signal: AbortSignal.timeout(PATIENCE),
    });
    const said = (await body.text()).trim();
    if (statusCode === 503) return found(false, said);
    return statusCode === 200 ? found(true, `Offprint is well at ${url}/`) : null;
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError')
      return found(false, `Something listens at ${url}/ but gives no answer.`);
    return null;
  }
}

async function askWorkers(config: Config): Promise<Finding> {
  const found = (well: boolean, message: string): Finding => ({ well, what: 'worker', message });
  const nothing = 'No Offprint runs on this machine: nothing listens, and no worker is at work.';
  const store = await knownStore(config);
  if (!store) return { well: false, what: null, message: nothing };
  const redis = connect(store.address, { failFast: false });
  try {
    const beats = await Promise.race([liveWorkers(redis, config.prefix), tooLate()]);
    // A store of our own that is away ended with the Offprint that had it.
    if (beats === null && store.kind === 'url')
      return found(false, 'The queue store cannot be reached.');
    const mine = beats?.find(({ host }) => host === hostname());
    if (!mine) return { well: false, what: null, message: nothing };
    return found(true, `A worker is well (process ${mine.pid}; ${mine.stages.join(', ')}).`);
  } finally {
    redis.disconnect();
  }
}

function tooLate(): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE).unref());
}
