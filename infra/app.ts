import { env } from 'node:process';
import { bundle } from './bundle.ts';
import { ConfigError } from './config/error.ts';
import { loadConfig } from './config/load.ts';
import { createApp } from './stack.ts';
import { bundleWays } from './ways-in/code.ts';

/**
 * What `cdk.json` runs. Settings come from `outflow.config.ts`, or from the file that `OUTFLOW_CONFIG` names;
 * single ones also as CDK context: `npx cdk deploy -c shards=2 -c consoleUrl=https://…`.
 */
try {
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
