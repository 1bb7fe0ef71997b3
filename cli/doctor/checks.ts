import { parseJson } from '../../shared/decode/json.ts';
import { isObject } from '../../shared/vendors/field.ts';
import type { Json } from '../../shared/vendors/vendor.ts';
import { failureOf, isOfAws } from '../failure.ts';

/** What was asked of one part, and what it answered. */
export type Check =
  | { readonly kind: 'good'; readonly part: string; readonly says: string }
  | { readonly kind: 'bad'; readonly part: string; readonly says: string; readonly mend: string }
  /** Not asked, and why. */
  | { readonly kind: 'skipped'; readonly part: string; readonly says: string };

export function good(part: string, says: string): Check {
  return { kind: 'good', part, says };
}

export function bad(part: string, says: string, mend: string): Check {
  return { kind: 'bad', part, says, mend };
}

export function skipped(part: string, says: string): Check {
  return { kind: 'skipped', part, says };
}

/** What AWS refuses to tell of one part is said of that one, and keeps no other from being asked. */
export async function asked(
  part: string,
  work: () => Promise<readonly Check[]>,
  says = 'cannot be asked',
): Promise<readonly Check[]> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || !isOfAws(error)) throw error;
    return [bad(part, says, failureOf(error).message)];
  }
}

export interface SubscriptionFact {
  readonly arn: string;
  readonly protocol: string;
  /** Whether it lets no message without attributes pass. */
  readonly isFiltered: boolean;
}

/** A topic without a confirmed subscription tells nobody. */
export function judgeTopic(
  topic: 'alerts' | 'chat',
  topicArn: string,
  subscriptions: readonly SubscriptionFact[],
): Check {
  const part = `topic ${topic}`;
  const confirmed = subscriptions.filter(isConfirmed);
  const waiting = subscriptions.length - confirmed.length;
  if (confirmed.length > 0)
    return good(
      part,
      `${confirmed.length} confirmed: ${confirmed.map(({ protocol }) => protocol).join(', ')}`,
    );
  if (waiting > 0)
    return bad(
      part,
      `${waiting} subscribed, and none has confirmed`,
      'Open the message that SNS sent to the subscriber, and confirm.',
    );
  if (topic === 'chat') return skipped(part, 'nobody subscribed; chat is optional');
  return bad(
    part,
    'nobody is subscribed: a page reaches nobody',
    `aws sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint YOU@YOUR.DOMAIN`,
  );
}

/** SNS writes `PendingConfirmation` or `Deleted` where the ARN will be, or was. */
function isConfirmed({ arn }: SubscriptionFact): boolean {
  return arn.startsWith('arn:');
}

/** The stack's own alarms are published by CloudWatch, and carry no attributes that a filter could choose them by. */
export function judgeFilters(
  subscriptions: readonly SubscriptionFact[],
  alarms: readonly AlarmFact[],
): Check[] {
  const confirmed = subscriptions.filter(isConfirmed);
  const goElsewhere = alarms.length > 0 && alarms.every(({ targets }) => targets.length > 1);
  if (confirmed.length === 0 || confirmed.some(({ isFiltered }) => !isFiltered) || goElsewhere) return [];
  return [
    bad(
      'topic alerts',
      "every subscription has a filter: the stack's own alarms, which have no attributes, reach nobody",
      'Leave one subscription without a filter policy, or send the alarms elsewhere too: alarms.topicArn.',
    ),
  ];
}

/** Of a filter by attributes: whether a message has to have one that it names. That of a body does not ask for them. */
export function asksForAttributes({
  FilterPolicy = '{}',
  FilterPolicyScope,
}: Record<string, string>): boolean {
  if (FilterPolicyScope === 'MessageBody') return false;
  const policy = parseJson(FilterPolicy);
  if (!isObject(policy)) return false;
  const mayBeAbsent = (one: unknown) =>
    Array.isArray(one) && one.some((rule: Json) => isObject(rule) && rule['exists'] === false);
  return !Object.values(policy).every(mayBeAbsent);
}

export interface AlarmFact {
  readonly name: string;
  readonly description: string;
  readonly state: string;
  readonly actionsEnabled: boolean;
  /** ARNs of topics. */
  readonly targets: readonly string[];
}

/** What was changed by hand, of a template that has not changed: an ordinary deployment leaves it as it is. */
const AS_DEPLOYED = 'npx cdk deploy --revert-drift, which brings back what was changed by hand.';

/** Every alarm of the stack, by its `names`, is there and has somebody to tell, and none is ringing. */
export function judgeAlarms(names: readonly string[], alarms: readonly AlarmFact[]): Check[] {
  if (names.length === 0)
    return [bad('alarms', 'the stack has none', 'Deploy it again: npx cdk deploy makes them.')];
  const gone = names.filter((one) => !alarms.some(({ name }) => name === one));
  const mute = alarms.filter(({ actionsEnabled, targets }) => !actionsEnabled || targets.length === 0);
  const ringing = alarms.filter(({ state }) => state === 'ALARM');
  return [
    ...gone.map((name) => bad(`alarm ${name}`, 'was deleted', AS_DEPLOYED)),
    ...mute.map(({ name, targets }) =>
      bad(
        `alarm ${name}`,
        targets.length === 0 ? 'has no target' : 'is switched off',
        targets.length === 0 ? AS_DEPLOYED : `aws cloudwatch enable-alarm-actions --alarm-names ${name}`,
      ),
    ),
    ...ringing.map(({ name, description }) => bad(`alarm ${name}`, 'is ringing', description)),
    ...(gone.length + mute.length + ringing.length === 0
      ? [good('alarms', `${alarms.length} armed, none ringing`)]
      : []),
  ];
}

export interface MappingFact {
  readonly uuid: string;
  readonly state: string;
  readonly lastResult: string;
}

/** What hands the stream to `detect`. */
export function judgeMapping(mappings: readonly MappingFact[]): Check {
  const [mapping] = mappings;
  if (mapping === undefined) return bad('mapping', 'nothing hands the stream to detect', AS_DEPLOYED);
  if (mapping.state !== 'Enabled')
    return bad(
      'mapping',
      `is ${mapping.state}`,
      `aws lambda update-event-source-mapping --enabled --uuid ${mapping.uuid}`,
    );
  if (/problem|error/i.test(mapping.lastResult))
    return bad(
      'mapping',
      mapping.lastResult,
      'The log group of detect says why; its role and keys come first.',
    );
  return good('mapping', 'enabled');
}

/** One line each, and under a bad one how to mend it. */
export function linesOf(checks: readonly Check[]): string[] {
  const words = { good: 'ok', bad: 'FAIL', skipped: '-' } as const;
  const width = Math.max(...checks.map(({ part }) => part.length));
  return checks.flatMap((check) => [
    `${words[check.kind].padEnd(5)} ${check.part.padEnd(width)}  ${check.says}`,
    ...(check.kind === 'bad' ? [`      ${''.padEnd(width)}  mend: ${check.mend}`] : []),
  ]);
}
