import type { Finding, Severity } from '../finding.ts';
import { alsoText } from './also.ts';
import { isFeed } from './names.ts';
import { takenOf } from './taken.ts';
import { isOver, type Telling } from './told.ts';
import { headline, type Moment, quietText, timesLine, unusualSentence, whoLine } from './view.ts';

/**
 * What CloudWatch says of an alarm, as far as others read it, and more: incident tools with an endpoint for
 * CloudWatch open one incident per `AlarmName` and close it on `OK`. PagerDuty's does so where the subject begins
 * with the same state (`ALARM: `, `OK: `) and its integration is set to tell incidents apart by the alarm's name;
 * PagerDuty does not document it, people have tried it:
 * http://cetinich.net/content/2022/cloudwatch-pagerduty-sns/
 */
export interface AlarmMessage {
  /** The finding's id: every message about it is about one incident. */
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly NewStateValue: 'ALARM' | 'OK';
  readonly NewStateReason: string;
  /** ISO 8601. */
  readonly StateChangeTime: string;
  readonly Severity: Severity;
  readonly Kind: string;
  readonly Vendor: string;
  readonly Tenant: string;
  readonly ThreadId: string;
  readonly Link?: string;
}

export interface AlarmParts {
  readonly subject: string;
  readonly severity: Severity;
  readonly link: string | undefined;
  readonly moment: Moment | undefined;
  readonly others: readonly Finding[];
}

export function stateOf(telling: Telling): AlarmMessage['NewStateValue'] {
  return isOver(telling) ? 'OK' : 'ALARM';
}

export function alarmOf(finding: Finding, telling: Telling, parts: AlarmParts): AlarmMessage {
  const { subject, severity, link, moment, others } = parts;
  const also = isOver(telling) ? '' : alsoText(finding, others);
  const reasons = [
    headline(finding),
    unusualSentence(finding),
    ...[quietText(finding)].flatMap((text) => (text === undefined ? [] : [`Pages ${text}.`])),
    `Who: ${whoLine(finding)}.`,
    ...(isFeed(finding) ? [] : [`Taken: ${takenOf(finding).join('; ')}.`]),
    also && `Also: ${also}.`,
    ...(moment === undefined ? [] : [`Times: ${timesLine(finding, moment)}.`]),
  ];
  return {
    AlarmName: finding.id,
    AlarmDescription: subject,
    NewStateValue: stateOf(telling),
    NewStateReason: reasons.filter((text) => text !== '').join(' '),
    StateChangeTime: new Date(moment?.pagedMs ?? finding.lastTime).toISOString(),
    Severity: severity,
    Kind: telling.kind,
    Vendor: finding.vendor,
    Tenant: finding.tenant,
    ThreadId: telling.threadId,
    ...(link === undefined ? {} : { Link: link }),
  };
}
