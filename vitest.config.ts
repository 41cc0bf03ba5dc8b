import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/helpers/store-setup.ts'],
    // Real processes, real Redis, real files: slow machines need patience, not retries.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { TZ: 'UTC', LOG_LEVEL: 'error' },
  },
});
