import { messageOf } from '../../shared/text.ts';
import type { Counters } from '../ports/metrics.ts';
import type { ChoresEvent } from '../ports/nudge.ts';
import { alertOf, type Outcome, type Sent } from './alert.ts';
import type { AlertOptions, AlertPorts } from './ports.ts';

export type IdOutcome =
  | { readonly id: string; readonly outcome: Outcome }
  | { readonly id: string; readonly error: unknown };

/** Far more than a nudge holds; findings beyond it stay in the outbox, and `watch` brings them again. */
export const MAX_IDS = 100;

/** Whether `watch` asks for what no finding asks for by itself. */
export function isChores(event: unknown): event is ChoresEvent {
  return typeof event === 'object' && event !== null && 'chores' in event && event.chores === true;
}

/** The ids of an invocation. Anything else was not sent by this system, and is a mistake to be told. */
export function idsOf(event: unknown): string[] {
  const ids =
    typeof event === 'object' && event !== null && 'findingIds' in event ? event.findingIds : undefined;
  if (!Array.isArray(ids) || !ids.every((id) => typeof id === 'string' && id !== ''))
    throw new Error('The alert function was invoked without findings. Send {"findingIds": ["OF-…"]}.');
  return [...new Set<string>(ids)].slice(0, MAX_IDS);
}

/** One after the other, because findings of one entity share a claim; a failing one stops no other. */
export async function alertAll(
  ids: readonly string[],
  ports: AlertPorts,
  options: AlertOptions = {},
): Promise<IdOutcome[]> {
  const outcomes: IdOutcome[] = [];
  for (const id of ids) {
    try {
      outcomes.push({ id, outcome: await alertOf(id, ports, options) });
    } catch (error) {
      outcomes.push({ id, error });
    }
  }
  return outcomes;
}

export function countsOf(outcomes: readonly IdOutcome[]): Counters {
  const done = outcomes.flatMap((one) => ('outcome' in one ? [one.outcome] : []));
  const sent = done.flatMap((outcome) => outcome.sent);
  const counted = (kind: Outcome['kind']) => done.filter((outcome) => outcome.kind === kind).length;
  const ages = done.flatMap((outcome) => (outcome.kind === 'beaten' ? [outcome.ageMs] : []));
  const pages = (kind: Sent['kind']) => sent.filter((one) => one.kind === kind).length;
  return {
    AlertFindings: outcomes.length,
    PagesOpened: pages('opened'),
    PagesEscalated: pages('escalated'),
    PagesContinued: pages('continued'),
    PagesWithdrawn: pages('withdrawn'),
    PagesResolved: pages('resolved'),
    ChatFailed: sent.filter(({ delivery }) => delivery.kind === 'without-chat').length,
    AlertSettled: counted('settled'),
    AlertClear: counted('clear'),
    AlertHeld: counted('held'),
    AlertOvertaken: counted('overtaken'),
    AlertFailed: outcomes.length - done.length,
    // Only where there is one: its alarm sounds when there are none.
    ...(ages.length === 0 ? {} : { Heartbeats: ages.length, HeartbeatAgeMs: Math.max(...ages) }),
  };
}

/** What the invocation fails with, if any finding failed: names each one and why. */
export function failureOf(outcomes: readonly IdOutcome[]): Error | undefined {
  const failed = outcomes.flatMap((one) => ('error' in one ? [one] : []));
  if (failed.length === 0) return undefined;
  const reasons = failed.map(({ id, error }) => `${id}: ${messageOf(error)}`);
  return new Error(
    `${failed.length} of ${outcomes.length} findings could not be told to on-call and stay in the outbox. ${reasons.join('; ')}`,
    { cause: failed[0]?.error },
  );
}
