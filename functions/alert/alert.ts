import { isHeartbeat } from '../../shared/heartbeat.ts';
import { pageOf } from '../../shared/page/page.ts';
import { orphansOf, tell } from '../../shared/page/thread.ts';
import type { Telling, Thread } from '../../shared/page/told.ts';
import type { Settled, StoredFinding } from '../ports/findings.ts';
import type { Delivery } from '../ports/publisher.ts';
import { foundElsewhere } from './also.ts';
import { judge, keptRepeat, laterAfter, leavesAlone, ownOf, withoutNews } from './judge.ts';
import { type AlertOptions, type AlertPorts, CLAIM_MS } from './ports.ts';

/** What became of one finding, and what was sent about it. */
export type Outcome = Done | Beaten;

/** The heartbeat has come through: its event happened so long ago. */
export interface Beaten {
  readonly kind: 'beaten';
  readonly sent: readonly [];
  readonly ageMs: number;
}

export interface Done {
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

const MAX_ROUNDS = 5;

/**
 * Tells on-call what is due about one finding, round by round until no newer revision is. A crash before the
 * thread is written repeats a message at most once; a crash anywhere loses none, because the mark goes last, and
 * only together with the revision that was told.
 */
export async function alertOf(id: string, ports: AlertPorts, options: AlertOptions = {}): Promise<Outcome> {
  const { findings, threads, now, newToken } = ports;
  const token = newToken();
  const sent: Sent[] = [];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    // The look after the last release finds what came while others were turned away by our claim.
    const due = await findings.get(id);
    if (!due?.due) return { kind: round === 0 ? 'clear' : 'settled', sent };
    if (isHeartbeat(due.finding)) return passOnHeartbeat(due, ports);

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

/** Never to on-call. If a newer one has come meanwhile its mark stays, and it is passed on by itself. */
async function passOnHeartbeat(
  due: StoredFinding,
  { findings, heartbeat, now }: AlertPorts,
): Promise<Beaten> {
  const { id, lastTime } = due.finding;
  await heartbeat(lastTime, now());
  await findings.settle(id, due, { told: undefined });
  return { kind: 'beaten', sent: [], ageMs: now() - lastTime };
}

async function tellDue(
  id: string,
  thread: Thread,
  token: string,
  ports: AlertPorts,
  options: AlertOptions,
): Promise<Sent[]> {
  const { findings, threads, publisher, now } = ports;
  // Read under the claim: what was read before it may have been told by whoever held it then.
  const due = await findings.get(id);
  if (!due?.due) return [];

  const sent: Sent[] = [];
  let current = thread;
  const advance = async (next: Thread) => {
    if (next !== current && !(await threads.write(next, token)))
      throw new Error(`The claim on the thread of ${id} ended while it was told of; it may be sent again.`);
    current = next;
  };
  /** Gives how to settle it. */
  const tellOne = async (stored: StoredFinding): Promise<() => Promise<unknown>> => {
    const { finding } = stored;
    const settleAs = (settled: Omit<Settled, 'told'>) => () =>
      findings.settle(finding.id, stored, { told: ownOf(current, finding.id), ...settled });
    const verdict = await judge(stored, current, ports, options);
    if (verdict.kind !== 'told') {
      await advance(withoutNews(current, stored, verdict, now()));
      return settleAs(
        verdict.kind === 'suppressed'
          ? { suppressedBy: verdict.by }
          : keptRepeat(stored, ownOf(current, finding.id), now(), options),
      );
    }
    const { telling } = verdict;
    if (!(await leavesAlone(stored, telling, ports, options)))
      return settleAs({ later: { queue: 'digest', atMs: queuedSince(stored, now()) } });
    const others = await foundElsewhere(finding, telling, ports);
    const moment = { pagedMs: now(), arrivedMs: stored.arrivedMs };
    const delivery = await publisher.publish(pageOf(finding, telling, { ...options, moment, others }));
    sent.push({ kind: telling.kind, delivery });
    await advance(tell(current, finding, telling, now()));
    return settleAs(laterAfter(stored, telling, ownOf(current, finding.id), now(), options));
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

/** A newer revision does not go to the end of the queue. */
function queuedSince({ later }: StoredFinding, nowMs: number): number {
  return later?.queue === 'digest' ? later.atMs : nowMs;
}
