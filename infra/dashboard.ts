import { Duration, type Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { type Alarming, counter, MINUTE, THREE_OF_FIVE, TWO_OF_THREE } from './alarms.ts';
import type { StackSettings } from './config/resolve.ts';
import type { Functions } from './functions.ts';
import type { Stores } from './stores.ts';

/** What the services around the functions have to say: capacity, throttles, deliveries. */
export function addServiceAlarms(
  { lasts, happened }: Alarming,
  stores: Stores,
  functions: Functions,
  { existing, retention }: StackSettings,
): void {
  // What exists keeps its records for a day at least, as Kinesis does unless told otherwise.
  const days = existing.streamArn === undefined ? retention.stream : 1;
  const tenth = Math.round((days * 24 * 3_600_000) / 10);
  lasts(
    'StreamBehindAlarm',
    'Events wait on the stream for a tenth of the time for which it keeps them. What is older than that time is lost: raise the shards, or the retention, now.',
    stores.events.metricGetRecordsIteratorAgeMilliseconds({ statistic: 'max', period: MINUTE }),
    { threshold: tenth, ...TWO_OF_THREE },
  );
  lasts(
    'StreamFullAlarm',
    'The stream turns records away. Producers try again; if it lasts, add shards.',
    stores.events.metricWriteProvisionedThroughputExceeded({ statistic: 'sum', period: MINUTE }),
    { threshold: 1, ...THREE_OF_FIVE },
  );
  const timeoutMs = functions.detect.timeout?.toMilliseconds() ?? 0;
  lasts(
    'DetectSlowAlarm',
    'A batch takes nearly as long as it may. Lower the size of batches, or look for what slows DynamoDB.',
    functions.detect.metricDuration({ statistic: 'p99', period: Duration.minutes(5) }),
    { threshold: timeoutMs * 0.8, ...TWO_OF_THREE },
  );
  for (const [name, table] of Object.entries({ State: stores.state, Findings: stores.findings }))
    for (const kind of ['Read', 'Write'])
      lasts(
        `${name}${kind}ThrottledAlarm`,
        `DynamoDB turns away ${kind.toLowerCase()}s of the table ${name}. Events wait meanwhile; ask for more throughput of the account or the table.`,
        table.metric(`${kind}ThrottleEvents`, { statistic: 'sum', period: MINUTE }),
        { threshold: 1, ...THREE_OF_FIVE },
      );
  for (const [name, topic] of Object.entries({ Alerts: stores.alerts, Chat: stores.chat }))
    happened(
      `${name}UndeliveredAlarm`,
      `A subscriber of the topic ${name} did not get a message. Look at its endpoint, and that more than one way leads to on-call.`,
      topic.metricNumberOfNotificationsFailed({ statistic: 'sum', period: Duration.minutes(5) }),
    );
}

/** One page for whoever is called: what comes in, what becomes of it, what goes out. */
export function addDashboard(stack: Stack, stores: Stores, functions: Functions): void {
  const graph = (title: string, ...metrics: cloudwatch.IMetric[]) =>
    new cloudwatch.GraphWidget({ title, left: metrics, width: 8, height: 6 });
  const sum = { statistic: 'sum', period: MINUTE };
  const max = { statistic: 'max', period: MINUTE };
  const names = (...list: string[]) => list.map((name) => counter(name));
  new cloudwatch.Dashboard(stack, 'Dashboard', {
    defaultInterval: Duration.hours(12),
    widgets: [
      [
        graph('Arriving on the stream', stores.events.metricIncomingRecords(sum)),
        graph('Waiting on the stream (ms)', functions.detect.metric('IteratorAge', max)),
        graph('Judged', ...names('Activities', 'Ignored', 'Quarantined', 'Repaired')),
      ],
      [
        graph('Findings and pages', ...names('Findings', 'PagesOpened', 'PagesEscalated', 'PagesWithdrawn')),
        graph('Waiting for a page (ms)', counter('OutboxOldestMs', 'max')),
        graph('Not delivered', ...names('ChatFailed', 'NudgesFailed', 'AlertFailed')),
      ],
      [
        graph('Errors', ...Object.values(functions).map((one) => one.metricErrors(sum))),
        graph('Throttles', ...Object.values(functions).map((one) => one.metricThrottles(sum))),
        graph(
          'Duration (ms)',
          ...Object.values(functions).map((one) => one.metricDuration({ statistic: 'p99', period: MINUTE })),
        ),
      ],
      [
        graph('Files dropped', ...names('DropsDone', 'DropsRefused', 'DropEvents', 'DropUnreadable')),
        graph('Webhook', ...names('WebhookEvents', 'WebhookRefused', 'WebhookUnreadable', 'WebhookFailed')),
        graph('Fetched from vendors', ...names('PollPages', 'PollEvents', 'PollRetries')),
      ],
      [
        graph('Lost races', counter('LostRaces')),
        graph(
          'Table capacity',
          stores.state.metricConsumedReadCapacityUnits(sum),
          stores.state.metricConsumedWriteCapacityUnits(sum),
        ),
        graph('Entities and historical events', ...names('Entities', 'Historical')),
      ],
    ],
  });
}
