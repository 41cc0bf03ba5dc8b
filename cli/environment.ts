/**
 * The environment with what `.env` adds to it. What is set in the environment wins, also where it is
 * empty; who asks afterwards can still tell which names came from the file.
 */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Environment, Origins } from '../shared/config.ts';
import { hasErrno } from '../shared/storage.ts';
import { usageError } from './exit.ts';

/** Changes `env`: libraries and child processes read the environment itself. */
export function addEnvFile(env: Record<string, string | undefined>, path: string): Origins {
  const added = Object.entries(readEnvFile(path)).filter(([name]) => env[name] === undefined);
  for (const [name, value] of added) env[name] = value;
  return Object.fromEntries(added.map(([name]) => [name, '.env']));
}

function readEnvFile(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return {};
    const why = error instanceof Error ? error.message : String(error);
    throw usageError(`The settings in ${path} cannot be read: ${why}`);
  }
}
