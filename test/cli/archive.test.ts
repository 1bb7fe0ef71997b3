import { S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { archiveOf } from '../../cli/archive/archive.ts';
import { OUTPUT_NAMES, type StackOutputs } from '../../infra/outputs.ts';

const outputs = Object.fromEntries(OUTPUT_NAMES.map((name) => [name, 'x'])) as StackOutputs;
const clients = { s3: new S3Client({ region: 'us-east-1' }) };

test('an archive that is not there is named with what would mend it: nothing can in the local AWS', () => {
  const stack = { clients, outputs, title: 'the stack Outflow', option: '--stack Outflow' };
  expect(() => archiveOf(stack)).toThrow(
    /^the stack Outflow keeps no archive .*: remove archive: false from/,
  );
  const local = { clients, outputs, title: 'the local AWS', option: '--local' };
  expect(() => archiveOf(local)).toThrow(/^The local AWS keeps no archive of raw records: give --stack NAME/);
  const whole = { ...stack, outputs: { ...outputs, ArchiveBucket: 'raw' } };
  expect(archiveOf(whole)).toHaveProperty('files');
});
