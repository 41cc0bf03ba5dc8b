/**
 * pino: JSON on stderr, pretty on a terminal. Data go to stdout, so that scripts can read them.
 * Every line passes shared/redact.ts on its way out.
 */
import pino, { type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';
import type { Config } from './config.ts';
import { redact } from './redact.ts';

export interface LogOptions {
  /** What must not be seen in any line. It may grow while the log is open. */
  secrets?: Set<string>;
  destination?: DestinationStream;
}

/** Those that the settings name. */
export function secretsOf({ token }: Pick<Config, 'token'>): Set<string> {
  return new Set(token === null ? [] : [token]);
}

export function openLog(
  level: string,
  { secrets = new Set(), destination = standardError() }: LogOptions = {},
): Logger {
  return pino(
    {
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      base: null,
      hooks: { streamWrite: (line) => redact(line, secrets) },
    },
    destination,
  );
}

function standardError(): DestinationStream {
  if (!process.stderr.isTTY) return pino.destination({ dest: 2, sync: true });
  return pretty({ destination: 2, sync: true, ignore: 'pid,hostname' });
}
