import { isKeptBack } from '../../functions/ports/findings.ts';
import { shortId } from '../../shared/finding.ts';
import { untrusted } from '../../shared/page/untrusted.ts';
import { dayText } from '../../shared/time.ts';
import type { Phase, Triage } from '../../shared/triage.ts';

/** `closed as benign, with mara; days like it are normal from 2026-06-01 on`. */
export function standingText({
  status,
  triage,
}: {
  readonly status: Phase;
  readonly triage: Triage;
}): string {
  const { assignee, closed } = triage;
  const verdict = closed ? ` as ${closed.verdict}` : '';
  const who = assignee === '' ? '' : `, with ${untrusted(assignee, 80)}`;
  const normal =
    closed?.normalFromDay === undefined
      ? ''
      : `; days like it are normal from ${dayText(closed.normalFromDay)} on`;
  return `${status}${verdict}${who}${normal}`;
}

/** By what people have said, or because a finding of the feed tells it for all. */
export function silentText(suppressedBy: string): string {
  return isKeptBack({ suppressedBy })
    ? `by the suppression ${untrusted(suppressedBy, 80)}`
    : `told with ${shortId(suppressedBy)}, for several accounts at once`;
}
