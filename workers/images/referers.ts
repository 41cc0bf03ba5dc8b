/**
 * What some servers want to see in the Referer header before they give a picture away: the page it
 * stands on, a page of their own, or nothing. What worked is remembered for each host.
 */
import { z } from 'zod';
import { sha256Of, shelf } from './results.ts';

export const strategies = ['page', 'origin', 'none'] as const;
export type Strategy = (typeof strategies)[number];

const Habit = z.object({
  host: z.string(),
  /** The strategy that was let in last; null where none was yet. */
  works: z.enum(strategies).nullable(),
  /** Addresses that were refused whatever the header said. */
  refused: z.int().nonnegative(),
});

/** A host that refused so many, and gave nothing to anybody, has other reasons. */
const ENOUGH_REFUSALS = 3;

const habits = shelf(Habit, (host) => `hosts/${sha256Of(host).slice(0, 20)}.json`);

type State = Parameters<typeof habits.read>[0];

/** The order in which to try them with this host. */
export async function strategiesFor(state: State, host: string): Promise<Strategy[]> {
  const habit = await habits.read(state, host);
  if (habit?.works) return [habit.works, ...strategies.filter((one) => one !== habit.works)];
  return habit && habit.refused >= ENOUGH_REFUSALS ? ['page'] : [...strategies];
}

/** `works`: the strategy that was let in, null where none was. */
export async function noteStrategy(state: State, host: string, works: Strategy | null) {
  const habit = (await habits.read(state, host)) ?? { host, works: null, refused: 0 };
  if (works !== null && habit.works !== works) await habits.write(state, host, { ...habit, works });
  if (works === null) await habits.write(state, host, { ...habit, refused: habit.refused + 1 });
}

/** Of an article without an address, the page is none. */
export function refererOf(
  strategy: Strategy,
  address: string,
  page: string | null,
): string | undefined {
  if (strategy === 'none') return undefined;
  return strategy === 'origin' ? `${new URL(address).origin}/` : (page ?? undefined);
}
