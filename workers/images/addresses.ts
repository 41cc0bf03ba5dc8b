/** Where to look for a picture, best first: each candidate in order, for each each template in order. */
import type { Code } from '../../shared/codes.ts';
import { expand } from '../../shared/sources.ts';

export interface PlaceToLook {
  candidate: string;
  /** The candidate itself for companions and data: URLs, which are never sent to a server. */
  address: string;
}

export interface PlacesToLook {
  places: PlaceToLook[];
  /** Why candidates gave no place. */
  refused: Code[];
}

export const COMPANION = 'companion:';

export function placesFor(
  candidates: string[],
  templates: string[],
  timestamp: string,
): PlacesToLook {
  const found: PlacesToLook = { places: [], refused: [] };
  for (const candidate of candidates) {
    const places = placesOf(candidate, templates, timestamp);
    if (typeof places === 'string') found.refused.push(places);
    else found.places.push(...places.map((address) => ({ candidate, address })));
  }
  return found;
}

function placesOf(candidate: string, templates: string[], timestamp: string): string[] | Code {
  if (candidate.startsWith(COMPANION)) return [candidate];
  if (!URL.canParse(candidate)) return 'E_URL_INVALID';
  const { protocol } = new URL(candidate);
  if (protocol === 'data:') return [candidate];
  if (protocol !== 'http:' && protocol !== 'https:') return 'E_URL_SCHEME';
  if (templates.length === 0) return 'E_NOT_FETCHED';
  return expand(templates, candidate, { timestamp });
}
