import { join } from 'node:path';
import { env } from 'node:process';
import { ConfigError } from './config/error.ts';
import { ownMappings, VENDORS_FOLDER } from './own-vendors.ts';

/**
 * What `cdk.json` runs. Settings come from `outflow.config.ts`, or from the file that `OUTFLOW_CONFIG` names;
 * single ones also as CDK context: `npx cdk deploy -c shards=2 -c consoleUrl=https://…`.
 */
try {
  // Before the rest is loaded, which asks what vendors there are.
  globalThis.outflowMappings = ownMappings(join(import.meta.dirname, '..', VENDORS_FOLDER));
  const { bundle } = await import('./bundle.ts');
  const { loadConfig } = await import('./config/load.ts');
  const { createApp } = await import('./stack.ts');
  const { bundleWays } = await import('./ways-in/code.ts');
  const config = await loadConfig(env['OUTFLOW_CONFIG']);
  createApp({
    code: bundle(),
    ...(config === undefined ? {} : { config, ways: bundleWays(config) }),
  }).synth();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
