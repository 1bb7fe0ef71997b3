import { type PageOptions, pageOf } from '../../shared/page/page.ts';
import { decide, orphansOf, type Telling, type Thread, tell } from '../../shared/page/paging.ts';
import type { Outbox, StoredFinding } from '../ports/findings.ts';
import type { Delivery, Publisher } from '../ports/publisher.ts';
import type { ThreadStore } from '../ports/threads.ts';

export interface AlertPorts {
  readonly findings: Outbox;
  readonly threads: ThreadStore;
  readonly publisher: Publisher;
  /** Wall clock, epoch milliseconds. */
  readonly now: () => number;
  /** A text that no other claim has. */
  readonly newToken: () => string;
}

/** What became of one finding, and what was sent about it. */
export interface Outcome {
  /**
   * `clear`: nothing was due. `settled`: everything due was told, or is no news. `held`: another invocation is at
   * work on this entity. `overtaken`: new revisions came faster than they were told. After the last two `watch`
   * comes again.
   */
  readonly kind: 'clear' | 'settled' | 'held' | 'overtaken';
  readonly sent: readonly Sent[];
}

export interface Sent {
  readonly kind: Telling['kind'];
  readonly delivery: Delivery;
}

/** Longer than the function may run: whoever holds a claim is done, or dead, before it ends. */
export const CLAIM_MS = 75_000;
const MAX_ROUNDS = 5;

/**
 * Tells on-call what is due about one finding, round by round until no newer revision is. A crash before the
 * thread is written repeats a message at most once; a crash anywhere loses none, because the mark goes last, and
 * only together with the revision that was told.
 */
export async function alertOf(id: string, ports: AlertPorts, options: PageOptions = {}): Promise<Outcome> {
  const { findings, threads, now, newToken } = ports;
  const token = newToken();
  const sent: Sent[] = [];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    // The look after the last release finds what came while others were turned away by our claim.
    const due = await findings.get(id);
    if (!due?.due) return { kind: round === 0 ? 'clear' : 'settled', sent };

    const { entity } = due.finding;
    const nowMs = now();
    const thread = await threads.claim(entity, { token, nowMs, untilMs: nowMs + CLAIM_MS });
    if (thread === undefined) return { kind: 'held', sent };
    try {
      sent.push(...(await tellDue(id, thread, token, ports, options)));
    } finally {
      await threads.release(entity, token);
    }
  }
  return { kind: 'overtaken', sent };
}

async function tellDue(
  id: string,
  thread: Thread,
  token: string,
  { findings, threads, publisher, now }: AlertPorts,
  options: PageOptions,
): Promise<Sent[]> {
  // Read under the claim: what was read before it may have been told by whoever held it then.
  const due = await findings.get(id);
  if (!due?.due) return [];

  const sent: Sent[] = [];
  let current = thread;
  const tellOne = async ({ finding, rev }: StoredFinding) => {
    const decision = decide(finding, current);
    if (decision.kind !== 'none')
      sent.push({
        kind: decision.kind,
        delivery: await publisher.publish(pageOf(finding, decision, options)),
      });
    const next = tell(current, finding, decision, now());
    if (next !== current && !(await threads.write(next, token)))
      throw new Error(
        `The claim on the thread of ${finding.id} ended while its page went out; it may be sent again.`,
      );
    current = next;
    return () => findings.settle(finding.id, rev, ownOf(current, finding.id));
  };

  const settleDue = await tellOne(due);
  // Its own mark stays until these are told as well: after a crash whoever comes next finds them again.
  for (const { findingId } of orphansOf(current)) {
    const orphan = await findings.get(findingId);
    if (orphan !== undefined) await (await tellOne(orphan))();
  }
  await settleDue();
  return sent;
}

function ownOf({ told }: Thread, id: string) {
  return told.find(({ findingId }) => findingId === id);
}
