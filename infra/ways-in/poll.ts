import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import { counter } from '../alarms.ts';
import type { Polled, PollSource } from '../config/config.ts';
import { scheduleNotDone, secretNotDone } from '../nag.ts';
import { allow, through } from '../roles.ts';
import { idOf } from './id.ts';
import { addWay, type Ground } from './way.ts';

/** Logs that appear late are not worth asking for more often. */
const USUAL_MINUTES: Readonly<Record<Polled, number>> = {
  okta: 5,
  segment: 5,
  amplitude: 15,
  salesforce: 15,
  snowflake: 60,
};

/** A function for each feed, so that it can read one secret and no other. */
export function addPoll(ground: Ground, source: PollSource): Readonly<Record<string, string>> {
  const { stack, keys, alarms } = ground;
  const { vendor, tenant = 'default', url, everyMinutes = USUAL_MINUTES[vendor] } = source;
  const id = `Poll${idOf(vendor, tenant)}`;
  // Ends in `Ms`: so the functions' metrics mark a duration.
  const metric = `${id}BehindMs`;
  const secret = new secrets.Secret(stack, `${id}Secret`, {
    description: `Outflow: lets the log of ${vendor}, ${tenant}, be fetched; docs/deploy.md names its fields`,
    encryptionKey: keys.evidence,
  });
  secretNotDone(secret, 'Only the vendor can issue another one: put in by hand.');
  const { fn } = addWay(ground, {
    id,
    way: 'poll',
    notes: 'poll',
    memorySize: 512,
    timeout: Duration.seconds(Math.min(everyMinutes * 60, 600)),
    environment: {
      POLLED: JSON.stringify({ vendor, tenant, url, metric }),
      SECRET_ARN: secret.secretArn,
    },
    statements: [
      allow(['secretsmanager:GetSecretValue'], secret.secretArn),
      allow(['kms:Decrypt'], keys.evidence.keyArn, through('secretsmanager')),
    ],
    meaning: 'the next run fetches what this one did not.',
    again: Duration.minutes(everyMinutes),
  });
  const rule = new events.Rule(stack, `${id}Schedule`, {
    schedule: events.Schedule.rate(Duration.minutes(everyMinutes)),
    targets: [new targets.LambdaFunction(fn, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
  });
  scheduleNotDone(rule, 'The next run fetches what this one did not; an alarm says if the log falls behind.');
  alarms.lasts(
    `${id}BehindAlarm`,
    `The log of ${vendor}, ${tenant}, has not been fetched to its end for two hours. The log of ${id} says why.`,
    counter(metric, 'max').with({ period: Duration.minutes(Math.max(15, everyMinutes)) }),
    {
      threshold: 7_200_000,
      evaluationPeriods: 4,
      datapointsToAlarm: 3,
      // A poller that does not run says nothing.
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    },
  );
  // One for all feeds: metrics have no dimensions.
  if (stack.node.tryFindChild('PollUnreadableAlarm') === undefined)
    alarms.happened(
      'PollUnreadableAlarm',
      'Events that were fetched cannot be put on the stream: a row is broken, or larger than a record may be. The logs of the pollers count them; at the vendor they are still to be read.',
      counter('PollUnreadable').with({ period: Duration.minutes(5) }),
    );
  return { [`${id}SecretArn`]: secret.secretArn };
}
