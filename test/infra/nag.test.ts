import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import { expect, it } from 'vitest';
import type { OutflowConfig } from '../../infra/config/config.ts';
import { createApp } from '../../infra/stack.ts';
import { MATRIX } from './config/matrix.ts';
import { code, folder, ways } from './synthesised.ts';

/** The packs of cdk-nag that a reviewer asks for: AWS Solutions, Serverless, NIST 800-53 revision 5. */
function packsOver(app: App): App {
  const packs = [new AwsSolutionsChecks(app), new ServerlessChecks(app), new NIST80053R5Checks(app)];
  Validations.of(app).addPlugins(...packs);
  return app;
}

it.each(Object.entries<OutflowConfig>(MATRIX))(
  'of %s nothing is found that is not acknowledged with a reason',
  (_name, config) => {
    const app = createApp({ code, ways, config }, mkdtempSync(join(folder, 'nag-')));
    expect(() => packsOver(app).synth()).not.toThrow();
  },
);

it.each(['AwsSolutions-S1', 'NIST.800.53.R5-S3BucketVersioningEnabled', 'Serverless-SQSRedrivePolicy'])(
  'a stack that breaks %s does not pass',
  (rule) => {
    const app = new App({ outdir: mkdtempSync(join(folder, 'bare-')), analyticsReporting: false });
    const stack = new Stack(app, 'Bare');
    new Bucket(stack, 'Bucket');
    new Queue(stack, 'Queue');
    expect(() => packsOver(app).synth()).toThrow(rule);
  },
);
