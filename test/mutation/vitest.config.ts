import { defineConfig } from 'vitest/config';

/** The tests that judge `shared/`: laws and units, without what starts processes or lasts long. */
export default defineConfig({
  test: {
    include: [
      'test/*.test.ts',
      'test/{decode,detectors,laws,page,profile,vendors}/**/*.test.ts',
      'test/functions/{alert,detect,ports}/**/*.test.ts',
    ],
    exclude: ['test/cli.test.ts', 'test/docs.test.ts'],
    testTimeout: 120_000,
  },
});
