/**
 * Unix sockets of a home. A path may have 103 bytes (macOS), with what cli/lock.ts
 * puts behind it; a deep home gets a place in the temporary folder.
 */
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../shared/config.ts';

const MAX_SOCKET_PATH = 80;

export function socketPath({ redis }: Config, name: string): string {
  const path = join(redis, `${name}.sock`);
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH) return path;
  const mark = createHash('sha256').update(path).digest('hex').slice(0, 16);
  return join(tmpdir(), `offprint-${mark}.sock`);
}
