/** Why nothing is taken from the inbox just now. */
import type { Config } from '../shared/config.ts';
import { parseS3 } from '../shared/storage-s3.ts';
import { freeBytes } from './space.ts';

export interface Pause {
  reason: 'space' | 'archive';
  message: string;
}

export async function pauseReason(config: Config, archiveIsThere: boolean): Promise<Pause | null> {
  if (!archiveIsThere) {
    const message = `The archive is not at ${config.archive}. Is its disk mounted? Nothing is written until it is back.`;
    return { reason: 'archive', message };
  }
  // A bucket has no end that anybody could ask for.
  const folders = [config.archive, config.state, config.home].filter((place) => !parseS3(place));
  for (const folder of folders) {
    const free = await freeBytes(folder);
    if (free < config.minFree) {
      const message = `Only ${megabytes(free)} MB are free at ${folder}; intake waits for ${megabytes(config.minFree)} MB (OFFPRINT_MIN_FREE).`;
      return { reason: 'space', message };
    }
  }
  return null;
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 ** 2);
}
