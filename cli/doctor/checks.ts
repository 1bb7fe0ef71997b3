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

export interface SubscriptionFact {
  readonly arn: string;
  readonly protocol: string;
}

/** A topic without a confirmed subscription tells nobody. */
export function judgeTopic(
  topic: 'alerts' | 'chat',
  topicArn: string,
  subscriptions: readonly SubscriptionFact[],
): Check {
  const part = `topic ${topic}`;
  // SNS writes `PendingConfirmation` or `Deleted` where the ARN will be, or was.
  const confirmed = subscriptions.filter(({ arn }) => arn.startsWith('arn:'));
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

export interface AlarmFact {
  readonly name: string;
  readonly description: string;
  readonly state: string;
  readonly actionsEnabled: boolean;
  readonly actions: number;
}

/** What was changed by hand, of a template that has not changed: an ordinary deployment leaves it as it is. */
const AS_DEPLOYED = 'npx cdk deploy --revert-drift, which brings back what was changed by hand.';

/** Every alarm of the stack, by its `names`, is there and has somebody to tell, and none is ringing. */
export function judgeAlarms(names: readonly string[], alarms: readonly AlarmFact[]): Check[] {
  if (names.length === 0)
    return [bad('alarms', 'the stack has none', 'Deploy it again: npx cdk deploy makes them.')];
  const gone = names.filter((one) => !alarms.some(({ name }) => name === one));
  const mute = alarms.filter(({ actionsEnabled, actions }) => !actionsEnabled || actions === 0);
  const ringing = alarms.filter(({ state }) => state === 'ALARM');
  return [
    ...gone.map((name) => bad(`alarm ${name}`, 'was deleted', AS_DEPLOYED)),
    ...mute.map(({ name, actions }) =>
      bad(
        `alarm ${name}`,
        actions === 0 ? 'has no target' : 'is switched off',
        actions === 0 ? AS_DEPLOYED : `aws cloudwatch enable-alarm-actions --alarm-names ${name}`,
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
