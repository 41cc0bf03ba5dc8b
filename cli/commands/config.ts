/** `offprint config`: every setting as it applies here, and where it comes from. Secrets are not shown. */
import { pipeline } from '../../queues/pipeline.ts';
import { type Config, settingNames, stageNames } from '../../shared/config.ts';
import { type Origin, shown } from '../../shared/config-problems.ts';
import { colours } from '../colours.ts';
import { exitCodes } from '../exit.ts';
import type { Act, Invocation } from '../main.ts';
import { table } from '../table.ts';

interface Setting {
  name: string;
  /** As it would be written in `.env`; null where nothing is set and there is no default. */
  value: string | null;
  from: Origin;
}

/** Those whose value follows from others, from the machine or from the table of the stages. */
const following: Readonly<Record<string, (config: Config) => unknown>> = {
  OFFPRINT_HOME: ({ home }) => home,
  OFFPRINT_ARCHIVE: ({ archive }) => archive,
  OFFPRINT_STATE: ({ state }) => state,
  OFFPRINT_WORKERS: ({ workers }) => workers,
  OFFPRINT_MIN_FREE: ({ minFree }) => sizeText(minFree),
  ...Object.fromEntries(
    stageNames.map((stage) => [
      `OFFPRINT_CONCURRENCY_${stage.toUpperCase()}`,
      ({ concurrency }: Config) => concurrency[stage] ?? pipeline[stage].concurrency,
    ]),
  ),
};

/** What it means that there is no value. */
const without: Readonly<Record<string, string>> = {
  REDIS_URL: 'none: Offprint starts its own queue store',
  OFFPRINT_REDIS_SERVER: 'looked for on PATH',
  OFFPRINT_TOKEN: 'made at the first start',
  OFFPRINT_HOST_RATE: '5; none for allowed hosts',
};

export const act: Act = async (_, invocation) => {
  const { json, settings, terminal } = invocation;
  const rows = settingNames.map((name) => effective(name, invocation));
  if (json) {
    terminal.out(JSON.stringify({ settings: rows, warnings: settings.warnings }, null, 2));
    return exitCodes.well;
  }
  const columns = [{ head: 'Setting' }, { head: 'Value' }, { head: 'From' }];
  const cells = rows.map(({ name, value, from }) => [
    name,
    value === '' ? colours.dim('empty') : (value ?? colours.dim(without[name] ?? 'none')),
    from,
  ]);
  // In full, however narrow the terminal: it breaks the lines itself.
  terminal.out(table(columns, cells, null));
  return exitCodes.well;
};

function effective(name: string, { config, settings }: Invocation): Setting {
  const { values, origins } = settings;
  const value = written(following[name] ? following[name](config) : values[name]);
  return {
    name,
    value: value === null ? null : shown(name, value),
    from: origins[name] ?? 'default',
  };
}

function written(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.join(' ') : String(value);
}

/** In the largest unit that needs no fraction. */
function sizeText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let [size, unit] = [bytes, 0];
  while (size > 0 && size % 1024 === 0 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${size}${units[unit]}`;
}
