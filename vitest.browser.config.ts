import { defineConfig } from 'vitest/config';
import { Hanging } from './test/hanging.ts';

/** Pages in a real browser: apart from the other tests, so that these need nothing but Node. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    reporters: ['default', new Hanging()],
    maxWorkers: 1,
  },
});
