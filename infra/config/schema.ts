import * as v from 'valibot';
import { VENDORS } from '../../shared/vendors/index.ts';
import { POLLED } from './config.ts';

/** The shape of the file. Each message says what is wrong and what to write instead. */

const LOG_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

function whole(least: number, most: number) {
  const message = `Give a whole number from ${least} to ${most}.`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message));
}

function like(pattern: RegExp, message: string) {
  return v.pipe(v.string(message), v.regex(pattern, message));
}

function oneOf<const T extends readonly (string | number)[]>(values: T) {
  return v.picklist(values, `Use one of ${values.join(', ')}.`);
}

function arn(service: string, rest: string, example: string) {
  return like(
    new RegExp(`^arn:aws[\\w-]*:${service}:${rest}$`),
    `Give an ARN such as arn:aws:${service}:${example}.`,
  );
}

function strict<T extends v.ObjectEntries>(entries: T) {
  return v.strictObject(entries, (issue) =>
    issue.expected === 'never'
      ? `There is no such setting. Remove it, or use one of ${Object.keys(entries).join(', ')}.`
      : issue.received === 'undefined'
        ? 'Is missing. Add it.'
        : 'Give an object.',
  );
}

const account = like(/^\d{12}$/, 'Give the twelve digits of an AWS account, as text.');
const tenant = like(/^[\w.@-]{1,64}$/, 'Give a name of at most 64 letters, digits and . _ @ - .');
const vendor = v.pipe(
  v.string('Give the name of a vendor.'),
  v.check(
    (name) => VENDORS.some(({ uid }) => uid === name),
    ({ input }) => `There is no vendor ${String(input)}. npx outflow coverage lists them.`,
  ),
);
const feed = { vendor, tenant: v.optional(tenant) };
const https = (what: string) => like(/^https:\/\/[^\s/]+/, `Give ${what} as an address with https://.`);
const list = <T extends v.GenericSchema>(item: T, what: string) =>
  v.pipe(v.array(item, `Give a list of ${what}.`), v.minLength(1, `Name at least one of the ${what}.`));
const roleArn = arn('iam', '(:\\d{12}):role/.+', ':123456789012:role/producer');
const topicArn = arn('sns', '[\\w-]+:\\d{12}:[\\w-]+', 'eu-central-1:123456789012:alerts');
const keyArn = arn(
  'kms',
  '[\\w-]+:\\d{12}:key/(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})',
  'eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555',
);

const source = v.variant(
  'kind',
  [
    strict({
      kind: v.literal('s3-drop'),
      feeds: list(strict(feed), 'feeds'),
      writers: v.optional(v.array(account, 'Give a list of accounts.')),
    }),
    strict({
      kind: v.literal('webhook'),
      name: like(/^[a-z0-9-]{1,40}$/, 'Give a name of at most 40 small letters, digits and -.'),
      ...feed,
      scheme: v.optional(oneOf(['outflow', 'standard-webhooks'])),
    }),
    strict({
      kind: v.literal('cloudwatch-logs'),
      logGroup: like(/^[\w./#-]{1,512}$/, 'Give the name of a log group, such as /example/audit.'),
      filterPattern: v.optional(v.string('Give a filter pattern of CloudWatch Logs, as text.')),
    }),
    strict({
      kind: v.literal('eventbridge'),
      ...feed,
      bus: like(/^[\w./:#-]{1,400}$/, 'Give the name or the ARN of an event bus.'),
      sourcePrefix: v.optional(like(/^[\w./-]+$/, 'Give the beginning of the source of events.')),
      actorPath: v.optional(
        like(/^\$(\.[\w-]+)+$/, 'Give a JSON path such as $.detail.actor.id, names and dots only.'),
      ),
    }),
    strict({ kind: v.literal('cross-account'), roles: list(roleArn, 'roles') }),
    strict({
      kind: v.literal('honey-mail'),
      domain: like(
        /^(?=.{4,200}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/,
        'Give a domain in small letters, such as mail.example.com.',
      ),
      tenant: v.optional(tenant),
      ruleSet: v.optional(like(/^[\w-]{1,64}$/, 'Give the name of a receipt rule set of SES.')),
    }),
    strict({
      kind: v.literal('poll'),
      vendor: oneOf(POLLED),
      tenant: v.optional(tenant),
      // What stood behind the host would be left out, and a name before it would be in the template.
      url: like(
        /^https:\/\/[A-Za-z0-9._-]+(:\d{1,5})?\/?$/,
        "Give the vendor's API as https:// and the name of a host, such as https://example.okta.com.",
      ),
      everyMinutes: v.optional(whole(1, 60)),
    }),
  ],
  'Set kind to one of s3-drop, webhook, cloudwatch-logs, eventbridge, cross-account, honey-mail, poll.',
);

const region = like(/^[a-z]{2,4}(-[a-z]+)+-\d$/, 'Give a region such as eu-central-1.');

const stack = strict({
  account: v.optional(account),
  region: v.optional(region),
  namePrefix: v.optional(
    like(/^[A-Za-z][A-Za-z0-9-]{0,30}$/, 'Give at most 31 letters, digits and -, a letter first.'),
  ),
  tags: v.optional(
    v.record(
      like(/^(?!aws:).{1,128}$/, 'Give a key of at most 128 characters that does not begin with aws:.'),
      like(/^.{0,256}$/, 'Give a value of at most 256 characters, as text.'),
      'Give an object of tags.',
    ),
  ),
  rolePath: v.optional(like(/^\/([\w+=,.@-]+\/)*$/, 'Give a path such as /security/, a slash at both ends.')),
  permissionsBoundary: v.optional(arn('iam', ':(\\d{12}|aws):policy/.+', ':123456789012:policy/boundary')),
  bootstrapQualifier: v.optional(like(/^[a-z0-9]{1,10}$/, 'Give at most 10 small letters and digits.')),
  existing: v.optional(
    strict({
      evidenceKeyArn: v.optional(keyArn),
      pagesKeyArn: v.optional(keyArn),
      streamArn: v.optional(
        arn('kinesis', '[\\w-]+:\\d{12}:stream/[\\w.-]+', 'eu-central-1:123456789012:stream/events'),
      ),
      alertsTopicArn: v.optional(topicArn),
      chatTopicArn: v.optional(topicArn),
    }),
  ),
  capacity: v.optional(
    v.variant(
      'mode',
      [
        strict({ mode: v.literal('on-demand') }),
        strict({
          mode: v.literal('provisioned'),
          shards: whole(1, 500),
          state: v.optional(strict({ reads: whole(1, 200_000), writes: whole(1, 200_000) })),
        }),
      ],
      "Write { mode: 'on-demand' } or { mode: 'provisioned', shards: 2 }.",
    ),
  ),
  windowSeconds: v.optional(whole(1, 20)),
  concurrency: v.optional(
    strict({
      detect: v.optional(whole(1, 1000)),
      alert: v.optional(whole(1, 1000)),
      watch: v.optional(whole(1, 1000)),
      triage: v.optional(whole(1, 1000)),
    }),
  ),
  retention: v.optional(
    strict({
      stream: v.optional(whole(1, 365)),
      quarantine: v.optional(whole(1, 3650)),
      failedBatches: v.optional(whole(1, 3650)),
      archive: v.optional(whole(1, 3650)),
      drop: v.optional(whole(1, 3650)),
      logs: v.optional(oneOf(LOG_DAYS)),
    }),
  ),
  alarms: v.optional(
    strict({
      topicArn: v.optional(topicArn),
      behindSeconds: v.optional(whole(10, 86_400)),
      overdueSeconds: v.optional(whole(60, 86_400)),
      silentHours: v.optional(whole(1, 24)),
    }),
  ),
  alerting: v.optional(
    strict({
      pagesPer10Minutes: v.optional(whole(0, 10_000)),
      criticalPagesPer10Minutes: v.optional(whole(0, 10_000)),
      repeatMinutes: v.optional(whole(0, 10_000)),
      maxRepeats: v.optional(whole(0, 10_000)),
      heartbeatHours: v.optional(whole(0, 10_000)),
    }),
  ),
  heartbeat: v.optional(
    strict({
      everyMinutes: v.optional(whole(0, 60)),
      watchedFrom: v.optional(region),
    }),
  ),
  archive: v.optional(v.boolean('Write true or false.')),
  consoleUrl: v.optional(https('the page')),
  tenants: v.optional(list(tenant, 'tenants')),
  publicEndpoints: v.optional(v.boolean('Write true or false.')),
  sources: v.optional(v.array(source, 'Give a list of sources.')),
});

const stackName = like(
  /^[A-Za-z][A-Za-z0-9-]{0,60}$/,
  'Name the stack with at most 61 letters, digits and -, a letter first.',
);
export const file = strict({ stacks: v.record(stackName, stack, 'Give an object with one stack or more.') });

/** Every setting of a stack, such as `retention` and `retention.stream`, and every kind of way in. */
export function settingNames(): readonly string[] {
  return [
    ...Object.entries(stack.entries).flatMap(([name, { wrapped }]) => [
      name,
      ...('entries' in wrapped ? Object.keys(wrapped.entries).map((inner) => `${name}.${inner}`) : []),
    ]),
    ...source.options.map(({ entries }) => entries.kind.literal),
  ];
}
