import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { DETECTORS_FILE } from '../../functions/ports/detectors.ts';
import { code, folder, OWN_METRICS, synthesise, template } from './synthesised.ts';

const alarms = (of: Template) =>
  Object.values(of.findResources('AWS::CloudWatch::Alarm')).filter(
    ({ Properties }) => Properties.MetricName === 'DetectorFailures',
  );

test('a detector of one’s own that fails raises an alarm that pages, and without any there is none', () => {
  const detect = join(folder, 'with-detectors');
  cpSync(code.detect, detect, { recursive: true });
  writeFileSync(join(detect, DETECTORS_FILE), 'exports.detectors = [];');
  const [alarm, ...more] = alarms(synthesise({ code: { ...code, detect } }));
  expect(more).toEqual([]);
  expect(alarm?.['Properties']).toMatchObject({
    Namespace: OWN_METRICS,
    Threshold: 1,
    AlarmActions: [expect.objectContaining({ Ref: expect.stringMatching(/^Alerts/) })],
  });
  expect(alarms(template)).toEqual([]);
});
