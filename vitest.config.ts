import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The chaos suite takes minutes and mostly waits: begun last it would run on alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => moduleId.endsWith('chaos.test.ts');
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    sequence: { sequencer: LongestFirst },
    globalSetup: ['tests/helpers/store-setup.ts'],
    // Real processes, real Redis, real files: slow machines need patience, not retries.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { TZ: 'UTC', LOG_LEVEL: 'error' },
  },
});
