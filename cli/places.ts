/** Where a home keeps its archive and its state, opened for a command. */
import { access } from 'node:fs/promises';
import { openBoth } from '../shared/archive-marker.ts';
import type { Config } from '../shared/config.ts';
import type { Storage } from '../shared/storage.ts';
import { parseS3 } from '../shared/storage-s3.ts';
import { serviceError, usageError } from './exit.ts';

export interface Places {
  archive: Storage;
  state: Storage;
}

/** To work in. Throws a service error where one of them cannot be used. */
export async function openPlaces(config: Config): Promise<Places> {
  const places = await openBoth(config);
  for (const place of [places.state, places.archive]) {
    const refusal = await place.refusal();
    if (refusal !== null) throw serviceError(refusal);
  }
  return places;
}

/** To look at, or to change, what is there. Throws a usage error where this is no home: a mistyped name is not an empty one. */
export async function openHome(config: Config): Promise<Places> {
  const places = await openBoth(config);
  const { home, state } = config;
  const stands = (path: string) =>
    access(path).then(
      () => true,
      () => false,
    );
  const isHome =
    (await stands(home)) ||
    (parseS3(state) ? await places.state.has('archive.json') : await stands(state));
  if (!isHome) {
    throw usageError(
      `There is no Offprint at ${home}. Name its folder with --home DIR or OFFPRINT_HOME; a new one is made by offprint start, run or add.`,
    );
  }
  return places;
}
