import { afterEach, expect, test, vi } from 'vitest';
import { metricsLine } from '../../../functions/ports/metrics.ts';

afterEach(() => vi.unstubAllEnvs());

test('is counted apart from what another stack of the account counts', () => {
  vi.stubEnv('METRICS_NAMESPACE', 'Outflow/OutflowDev');
  expect(metricsLine('watch', {}, 0)).toContain('"Namespace":"Outflow/OutflowDev"');
});

test('one line carries every counter as a metric without dimensions', () => {
  const line = metricsLine(
    'watch',
    { OutboxDue: 3, OutboxOldestMs: 61_000, NudgesFailed: 0 },
    1_800_000_000_000,
  );
  expect(line).not.toContain('\n');
  expect(JSON.parse(line)).toEqual({
    _aws: {
      Timestamp: 1_800_000_000_000,
      CloudWatchMetrics: [
        {
          Namespace: 'Outflow',
          Dimensions: [[]],
          Metrics: [
            { Name: 'OutboxDue', Unit: 'Count' },
            { Name: 'OutboxOldestMs', Unit: 'Milliseconds' },
            { Name: 'NudgesFailed', Unit: 'Count' },
          ],
        },
      ],
    },
    function: 'watch',
    OutboxDue: 3,
    OutboxOldestMs: 61_000,
    NudgesFailed: 0,
  });
});
