/** pino: JSON on stderr, pretty on a terminal. Data go to stdout, so that scripts can read them. */
import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';

export function openLog(level: string): Logger {
  const options = { level, timestamp: pino.stdTimeFunctions.isoTime, base: null };
  if (!process.stderr.isTTY) return pino(options, pino.destination({ dest: 2, sync: true }));
  return pino(options, pretty({ destination: 2, sync: true, ignore: 'pid,hostname' }));
}
