import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Needs a browser, which npm does not bring: `npm run browser`.
    exclude: ['**/node_modules/**', 'test/browser/**'],
    // No test measures time: these only end what hangs, on a machine that may be busy with other things.
    testTimeout: 120_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
  },
});
