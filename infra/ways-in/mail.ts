import { Aws, Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ses from 'aws-cdk-lib/aws-ses';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { sha256Hex } from '../../shared/hash.ts';
import { MINUTE, TWO_OF_THREE } from '../alarms.ts';
import type { HoneyMailSource } from '../config/config.ts';
import { deadLettersNotDone } from '../nag.ts';
import { allow } from '../roles.ts';
import { idOf } from './id.ts';
import { addWay, type Ground } from './way.ts';

/**
 * Mail to the addresses of honey. SES hands over what it knows of a message, without its text, and keeps nothing. A
 * rule set is made unless one is named: an account has one active set, and which one that is stays yours to decide.
 */
export function addHoneyMail(
  ground: Ground,
  { domain, tenant = 'default', ruleSet }: HoneyMailSource,
): Readonly<Record<string, string>> {
  const { stack, alarms } = ground;
  const id = `Mail${idOf(domain)}`;
  // SES hands each message over once and does not wait for what becomes of it.
  const lost = new sqs.Queue(stack, `${id}Lost`, {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  deadLettersNotDone(lost);
  const { fn } = addWay(ground, {
    id,
    way: 'mail',
    memorySize: 256,
    timeout: Duration.seconds(30),
    // What anybody can send must not use up the account's Lambda concurrency. What waits is tried for hours.
    reservedConcurrentExecutions: 5,
    environment: { TENANT: tenant },
    statements: [allow(['sqs:SendMessage'], lost.queueArn)],
    meaning: `it is tried twice again, then what SES said of the message lies in the queue ${id}Lost.`,
  });
  // By the resource itself: CDK would write the right into a second policy.
  (fn.node.defaultChild as lambda.CfnFunction).deadLetterConfig = { targetArn: lost.queueArn };
  alarms.lasts(
    `${id}LostAlarm`,
    `Mail to honey did not become an event: somebody may have written to a record that nobody should have. The queue ${id}Lost says to which.`,
    lost.metricApproximateNumberOfMessagesVisible({ statistic: 'max', period: MINUTE }),
    { threshold: 1, ...TWO_OF_THREE },
  );
  const rules = ruleSet === undefined ? new ses.CfnReceiptRuleSet(stack, `${id}Rules`).ref : ruleSet;
  // A name of its own, because the permission has to name the rule before it is there: SES tries it when it is made.
  const ruleName = short(`${stack.stackName}-${id}`);
  fn.addPermission('FromSes', {
    principal: new iam.ServicePrincipal('ses.amazonaws.com'),
    sourceAccount: Aws.ACCOUNT_ID,
    sourceArn: `arn:${Aws.PARTITION}:ses:${Aws.REGION}:${Aws.ACCOUNT_ID}:receipt-rule-set/${rules}:receipt-rule/${ruleName}`,
  });
  const rule = new ses.CfnReceiptRule(stack, `${id}Rule`, {
    ruleSetName: rules,
    rule: {
      name: ruleName,
      enabled: true,
      recipients: [domain],
      scanEnabled: true,
      actions: [{ lambdaAction: { functionArn: fn.functionArn, invocationType: 'Event' } }],
    },
  });
  rule.node.addDependency(fn);
  return { [`${id}RuleSet`]: rules };
}

/** SES takes 64 characters, a letter or digit last; what is cut off must not make two rules one. */
function short(name: string): string {
  return name.length <= 64 ? name : `${name.slice(0, 55)}-${sha256Hex(name).slice(0, 8)}`;
}
