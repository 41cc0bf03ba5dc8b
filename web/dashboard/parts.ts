/** The parts of the dashboard that change while somebody looks, each under the id it has in the page. */
import type { Overview } from '../overview.ts';
import { accounting } from './parts/accounting.ts';
import { failures } from './parts/failures.ts';
import { flow } from './parts/flow.ts';
import { machines } from './parts/machines.ts';
import { recent } from './parts/recent.ts';
import type { View } from './view.ts';

export const parts = { flow, accounting, failures, recent, machines };
export type PartName = keyof typeof parts;

export const partNames = Object.keys(parts) as PartName[];

const rendered = new WeakMap<Overview, Map<string, Record<PartName, string>>>();

/** As HTML; worked out once for all who look at the same moment in the same language. */
export function renderParts(overview: Overview, view: View): Record<PartName, string> {
  const known = rendered.get(overview) ?? new Map<string, Record<PartName, string>>();
  rendered.set(overview, known);
  const key = `${view.language} ${view.mayChange}`;
  const before = known.get(key);
  if (before) return before;
  const made = Object.fromEntries(
    partNames.map((name) => [name, String(parts[name](overview, view))]),
  ) as Record<PartName, string>;
  known.set(key, made);
  return made;
}
