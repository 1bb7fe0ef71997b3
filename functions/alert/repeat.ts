import { pageOf } from '../../shared/page/page.ts';
import { tell } from '../../shared/page/thread.ts';
import type { Telling } from '../../shared/page/told.ts';
import { isAcknowledged } from '../../shared/triage.ts';
import type { StoredFinding } from '../ports/findings.ts';
import { foundElsewhere } from './also.ts';
import type { DigestPorts } from './digest.ts';
import { judge, leavesAlone, ownOf } from './judge.ts';
import { type AlertOptions, CLAIM_MS, limitsOf } from './ports.ts';

const MAX_REPEATED = 50;

export interface Repeated {
  readonly repeated: number;
  readonly continued: number;
  /** For the last time: nobody is told any more, and nobody has taken it on. */
  readonly abandoned: number;
  readonly failures: readonly unknown[];
}

/**
 * Says CRITICAL pages again that nobody has taken on, and of others that they go on where far more came too soon after the page.
 * One that fails keeps no other from being said.
 */
export async function repeatPages(ports: DigestPorts, options: AlertOptions = {}): Promise<Repeated> {
  const { findings, now, newToken } = ports;
  const token = newToken();
  let repeated = 0;
  let continued = 0;
  let abandoned = 0;
  const failures: unknown[] = [];
  for (const { id } of await findings.waiting('repeat', now(), MAX_REPEATED))
    try {
      const said = await repeatOne(id, token, ports, options);
      if (said === 'continued') continued++;
      else if (said !== undefined) repeated++;
      if (said === 'abandoned') abandoned++;
    } catch (error) {
      failures.push(error);
    }
  return { repeated, continued, abandoned, failures };
}

async function repeatOne(
  id: string,
  token: string,
  ports: DigestPorts,
  options: AlertOptions,
): Promise<'repeated' | 'continued' | 'abandoned' | undefined> {
  const { findings, threads, now } = ports;
  const entity = (await findings.get(id))?.finding.entity;
  if (entity === undefined) return undefined;
  const nowMs = now();
  const thread = await threads.claim(entity, { token, nowMs, untilMs: nowMs + CLAIM_MS });
  if (thread === undefined) return undefined;
  try {
    const stored = await findings.get(id);
    // A newer revision is told first, and may be another page.
    if (stored?.later?.queue !== 'repeat' || stored.due) return undefined;
    const telling = await repetition(stored, thread, ports, options);
    if (telling === undefined) {
      await findings.settle(id, stored, { told: ownOf(thread, id) });
      return undefined;
    }
    if (telling.kind === 'continued' && !(await leavesAlone(stored, telling, ports, options))) {
      await findings.settle(id, stored, { told: ownOf(thread, id), later: { queue: 'digest', atMs: now() } });
      return undefined;
    }
    const others = await foundElsewhere(stored.finding, telling, ports);
    const moment = { pagedMs: now(), arrivedMs: stored.arrivedMs };
    await ports.publisher.publish(pageOf(stored.finding, telling, { ...options, moment, others }));
    const next = tell(thread, stored.finding, telling, now());
    if (!(await threads.write(next, token))) return telling.kind;
    if (telling.kind === 'continued') {
      await findings.settle(id, stored, { told: ownOf(next, id) });
      return 'continued';
    }
    const { repeatMs, maxRepeats } = limitsOf(options);
    const isLast = telling.time >= maxRepeats;
    const again = isLast ? {} : { later: { queue: 'repeat', atMs: now() + repeatMs } as const };
    await findings.settle(id, stored, { told: ownOf(next, id), ...again });
    return isLast ? 'abandoned' : 'repeated';
  } finally {
    await threads.release(entity, token);
  }
}

async function repetition(
  stored: StoredFinding,
  thread: Parameters<typeof ownOf>[0],
  ports: DigestPorts,
  options: AlertOptions,
): Promise<Extract<Telling, { readonly kind: 'repeated' | 'continued' }> | undefined> {
  const { finding, triage } = stored;
  const told = ownOf(thread, finding.id);
  if (told === undefined || told.resolved || finding.state === 'withdrawn') return undefined;
  const verdict = await judge(stored, thread, ports, options);
  if (verdict.kind === 'suppressed') return undefined;
  const time = (told.repeats ?? 0) + 1;
  if (
    finding.severity === 'critical' &&
    time <= limitsOf(options).maxRepeats &&
    !isAcknowledged(triage, finding)
  )
    return { kind: 'repeated', threadId: told.threadId, time };
  return verdict.kind === 'told' && verdict.telling.kind === 'continued' ? verdict.telling : undefined;
}
