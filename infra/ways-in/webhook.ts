import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import { counter } from '../alarms.ts';
import type { WebhookSource } from '../config/config.ts';
import { publicNotDone, secretNotDone } from '../nag.ts';
import { allow, through } from '../roles.ts';
import { idOf } from './id.ts';
import { addWay, type Ground } from './way.ts';

/** One function and one address for all hooks; each has its own path, secret and feed. */
export function addWebhooks(
  ground: Ground,
  sources: readonly WebhookSource[],
): Readonly<Record<string, string>> {
  const { stack, keys, alarms } = ground;
  const hooks = sources.map(({ name, vendor, tenant = 'default', scheme = 'outflow' }) => ({
    name,
    vendor,
    tenant,
    scheme,
    secretArn: addSecret(ground, name).secretArn,
  }));
  const { fn } = addWay(ground, {
    id: 'Webhook',
    way: 'webhook',
    notes: 'replay',
    memorySize: 512,
    timeout: Duration.seconds(30),
    // What anybody can call must not use up the account's Lambda concurrency, nor its money.
    reservedConcurrentExecutions: 10,
    environment: { HOOKS: stack.toJsonString(hooks) },
    statements: [
      allow(['secretsmanager:GetSecretValue'], ...hooks.map(({ secretArn }) => secretArn)),
      allow(['kms:Decrypt'], keys.evidence.keyArn, through('secretsmanager')),
    ],
    meaning: 'senders are told to try again.',
  });
  const url = fn.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });
  publicNotDone(fn);
  alarms.happened(
    'WebhookUnreadableAlarm',
    'A request was signed as it should be, but cannot be read or is too large. Its sender was told so; the log of Webhook says why.',
    counter('WebhookUnreadable').with({ period: Duration.minutes(5) }),
  );
  alarms.happened(
    'WebhookFailedAlarm',
    'The stream did not take what a webhook brought. The sender was told to try again: look whether it does.',
    counter('WebhookFailed').with({ period: Duration.minutes(5) }),
  );
  const secretOf = hooks.map(({ name, secretArn }) => [`Webhook${idOf(name)}SecretArn`, secretArn]);
  return { WebhookUrl: url.url, ...Object.fromEntries(secretOf) };
}

/** `{"first": "…"}`; a second field, of any name, is the second active secret. */
function addSecret({ stack, keys }: Ground, name: string): secrets.Secret {
  const secret = new secrets.Secret(stack, `Webhook${idOf(name)}Secret`, {
    description: `Outflow: signs requests to the webhook ${name}; at most two fields, both active`,
    encryptionKey: keys.evidence,
    generateSecretString: {
      secretStringTemplate: '{}',
      generateStringKey: 'first',
      passwordLength: 48,
      excludePunctuation: true,
    },
  });
  secretNotDone(
    secret,
    'The sender has to learn a new secret first: rotated by hand, with two active ones meanwhile.',
  );
  return secret;
}
