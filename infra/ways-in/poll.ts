import { Duration, Validations } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import { counter } from '../alarms.ts';
import type { PollSource } from '../config/config.ts';
import { allow, through } from '../roles.ts';
import { addWay, type Ground } from './way.ts';
import { idOf } from './webhook.ts';

/** A function for each feed, so that it can read one secret and no other. */
export function addPoll(ground: Ground, source: PollSource): Readonly<Record<string, string>> {
  const { stack, keys, alarms } = ground;
  const { vendor, tenant = 'default', url, everyMinutes = 5 } = source;
  const id = `Poll${idOf(vendor, tenant)}`;
  const secret = new secrets.Secret(stack, `${id}Secret`, {
    description: `Outflow: lets the log of ${vendor}, ${tenant}, be fetched; docs/deploy.md names its fields`,
    encryptionKey: keys.evidence,
  });
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason: 'Only the vendor can issue another one: put in by hand.',
  });
  const { fn } = addWay(ground, {
    id,
    way: 'poll',
    notes: 'poll',
    memorySize: 512,
    timeout: Duration.seconds(Math.min(everyMinutes * 60, 600)),
    environment: {
      POLLED: JSON.stringify({ vendor, tenant, url }),
      SECRET_ARN: secret.secretArn,
    },
    statements: [
      allow(['secretsmanager:GetSecretValue'], secret.secretArn),
      allow(['kms:Decrypt'], keys.evidence.keyArn, through('secretsmanager')),
    ],
    meaning: 'the next run fetches what this one did not.',
  });
  new events.Rule(stack, `${id}Schedule`, {
    schedule: events.Schedule.rate(Duration.minutes(everyMinutes)),
    targets: [new targets.LambdaFunction(fn, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
  });
  alarms.lasts(
    `${id}BehindAlarm`,
    `The log of ${vendor}, ${tenant}, has not been fetched to its end for an hour. The log of ${id} says why.`,
    counter(`PollBehindMs${idOf(vendor, tenant)}`, 'max').with({ period: Duration.minutes(15) }),
    { threshold: 3_600_000, evaluationPeriods: 4, datapointsToAlarm: 3 },
  );
  return { [`${id}SecretArn`]: secret.secretArn };
}
