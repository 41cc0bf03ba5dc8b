/** What goes on in a home, as far as what is written down can tell. */
import type { Storage } from '../shared/storage.ts';
import { openRefs, Receipts } from './receipts.ts';

export interface Activity {
  /** How many articles are under way. */
  underWay: number;
  /** Grows with everything that is accepted or started again. */
  starts: number;
}

export async function readActivity(state: Storage): Promise<Activity> {
  const activity: Activity = { underWay: 0, starts: 0 };
  for await (const receipt of new Receipts(state).all()) {
    activity.underWay += openRefs(receipt).length;
    activity.starts += receipt.generation + 1;
  }
  return activity;
}
