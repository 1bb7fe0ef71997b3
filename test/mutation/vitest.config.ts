import { defineConfig } from 'vitest/config';
import { testsOf } from './parts.ts';

export default defineConfig({
  test: {
    include: [...testsOf(process.env['MUTATED_FILE'] ?? '')],
    // What is static is not mutated, so files may share the modules that they import: half the time of a mutant.
    isolate: false,
    testTimeout: 120_000,
  },
});
