import { bundle } from './bundle.ts';
import { createApp } from './stack.ts';

/** What `cdk.json` runs. Settings come as CDK context: `npx cdk deploy -c shards=2 -c consoleUrl=https://…`. */
createApp({ code: bundle() }).synth();
