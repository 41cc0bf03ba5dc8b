/** The short form of `npm run chaos`: fewer articles, fewer kills, troubles of seconds. */
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenarios } from './scenarios.ts';
import { Suite } from './suite.ts';

const scale = {
  kills: 12,
  lasting: (full: number, least = 3) => Math.min(full, least),
  seed: 1,
};

describe('whatever happens, the archive is that of a run in peace', () => {
  let suite: Suite;
  beforeAll(async () => {
    suite = await Suite.open(tmpdir(), 60);
    expect(suite.calm.counts).toMatchObject({ accepted: 60, inFlight: 0 });
  }, 180_000);
  afterAll(() => suite.close());

  for (const scenario of scenarios.filter(({ long = false }) => !long)) {
    const { name, what, unfit = null } = scenario;
    it.skipIf(unfit !== null)(
      `${name}: ${what}${unfit ? ` (left out: ${unfit})` : ''}`,
      async () => {
        const { complaints, deeds } = await suite.run(scenario, scale);
        expect(complaints).toEqual([]);
        // A run that was over before anything happened shows nothing.
        expect(Object.keys(deeds).length).toBeGreaterThan(0);
      },
      600_000,
    );
  }
});
