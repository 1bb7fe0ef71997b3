import { defineConfig } from 'vitest/config';
import { Hanging } from './test/hanging.ts';

/** What may change the process that it runs in: its environment, its folder, what it listens to. */
const ALONE = [
  'test/cli.test.ts',
  'test/tool.test.ts',
  'test/functions/ports/environment.test.ts',
  'test/cli/{many,options,target}.test.ts',
  'test/infra/{bundle,config/synth}.test.ts',
  'test/{lint,simulation,wire}/**/*.test.ts',
];

export default defineConfig({
  test: {
    // No test measures time: these only end what hangs, on a machine that may be busy with other things.
    testTimeout: 120_000,
    hookTimeout: 300_000,
    reporters: ['default', new Hanging()],
    // Two cores are what CI has; a third worker computes while tests of the wire wait for an emulator.
    maxWorkers: 3,
    globalSetup: ['test/folder.ts'],
    projects: [
      { extends: true, test: { name: 'alone', include: ALONE } },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          setupFiles: ['test/setup.ts'],
          // Needs a browser, which npm does not bring: `npm run browser`.
          exclude: ['**/node_modules/**', 'test/browser/**', ...ALONE],
          // What one file has loaded serves the next, which is half of the processor time of these.
          isolate: false,
          // By Node itself, which reads TypeScript: nothing here mocks a module, for which each would be transformed.
          experimental: { viteModuleRunner: false, nodeLoader: false },
        },
      },
    ],
  },
});
