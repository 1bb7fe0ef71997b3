import { type DigestEntry, digestOf } from '../../shared/page/digest.ts';
import { isAddress } from '../../shared/page/names.ts';
import { tell } from '../../shared/page/thread.ts';
import type { Thread } from '../../shared/page/told.ts';
import { MINUTE_MS } from '../../shared/time.ts';
import type { StoredFinding, WaitingFindings } from '../ports/findings.ts';
import { settle } from '../ports/parallel.ts';
import { judge, keptRepeat, ownOf, withoutNews } from './judge.ts';
import { type AlertOptions, type AlertPorts, CLAIM_MS } from './ports.ts';

export interface DigestPorts extends AlertPorts {
  readonly findings: AlertPorts['findings'] & WaitingFindings;
}

export interface Digested {
  readonly digests: number;
  readonly findings: number;
  /** Still in the queue, for the next minute. */
  readonly left: number;
  /** Of findings and messages; what they concern stays in the queue. */
  readonly failures: readonly unknown[];
}

/** One message: some 30 kB of text, a fraction of what SNS takes. */
export const DIGEST_SIZE = 300;
/** So many findings are taken out of the queue at a time: their claims have to outlast the work. */
const MAX_TAKEN = 1200;
/** Findings that come together leave together. */
const DIGEST_AFTER_MS = MINUTE_MS;
const IN_FLIGHT = 16;

interface Held extends DigestEntry {
  readonly stored: StoredFinding;
  readonly thread: Thread;
}

/**
 * Tells what was over the limit: one message per vendor and tenant, and another of addresses, which name each finding. As with single
 * pages, the threads and findings are written after the message went out, so a crash repeats it and loses nothing.
 */
export async function sendDigests(ports: DigestPorts, options: AlertOptions = {}): Promise<Digested> {
  const nowMs = ports.now();
  const waiting = await ports.findings.waiting('digest', nowMs, MAX_TAKEN + 1);
  const [oldest] = waiting;
  const isTime = oldest !== undefined && nowMs - oldest.sinceMs >= DIGEST_AFTER_MS;
  if (!isTime && waiting.length < DIGEST_SIZE)
    return { digests: 0, findings: 0, left: waiting.length, failures: [] };

  const token = ports.newToken();
  const claimed: string[] = [];
  try {
    const ids = waiting.slice(0, MAX_TAKEN).map(({ id }) => id);
    const outcomes = await holdAll(ids, token, claimed, ports, options);
    const held = outcomes.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []));
    const failures = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    let digests = 0;
    for (const entries of messagesOf(held))
      try {
        await tellTogether(entries, token, ports, options);
        digests++;
      } catch (error) {
        failures.push(error);
      }
    return { digests, findings: held.length, left: waiting.length - held.length, failures };
  } finally {
    await settle(claimed, IN_FLIGHT, (entity) => ports.threads.release(entity, token));
  }
}

/** Claims each finding's entity, and keeps what still has to be told. An entity's second finding waits a minute. */
async function holdAll(
  ids: readonly string[],
  token: string,
  claimed: string[],
  ports: DigestPorts,
  options: AlertOptions,
): Promise<PromiseSettledResult<Held | undefined>[]> {
  const entities = new Set<string>();
  return settle(ids, IN_FLIGHT, async (id): Promise<Held | undefined> => {
    const entity = (await ports.findings.get(id))?.finding.entity;
    if (entity === undefined || entities.has(entity)) return undefined;
    entities.add(entity);
    const nowMs = ports.now();
    const thread = await ports.threads.claim(entity, { token, nowMs, untilMs: nowMs + CLAIM_MS });
    if (thread === undefined) return undefined;
    claimed.push(entity);
    const stored = await ports.findings.get(id);
    if (stored?.later?.queue !== 'digest') return undefined;
    const verdict = await judge(stored, thread, ports, options);
    if (verdict.kind === 'told') return { finding: stored.finding, telling: verdict.telling, stored, thread };
    const own = ownOf(thread, id);
    const rest =
      verdict.kind === 'suppressed'
        ? { suppressedBy: verdict.by }
        : keptRepeat(stored, own, ports.now(), options);
    const next = withoutNews(thread, stored, verdict, ports.now());
    if (next !== thread) await ports.threads.write(next, token);
    await ports.findings.settle(id, stored, { told: own, ...rest });
    return undefined;
  });
}

function messagesOf(held: readonly Held[]): Held[][] {
  const groups = Map.groupBy(held, ({ finding }) => {
    const { vendor, tenant, historical = false } = finding;
    // Accounts do not stand among addresses, of which there may be any number.
    return JSON.stringify([historical, vendor, tenant, isAddress(finding)]);
  });
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / DIGEST_SIZE) }, (_, n) =>
      group.slice(n * DIGEST_SIZE, (n + 1) * DIGEST_SIZE),
    ),
  );
}

async function tellTogether(
  entries: readonly Held[],
  token: string,
  { findings, threads, publisher, now }: DigestPorts,
  options: AlertOptions,
): Promise<void> {
  await publisher.publish(digestOf(entries, { ...options, pagedMs: now() }));
  const outcomes = await settle(entries, IN_FLIGHT, async ({ finding, telling, stored, thread }) => {
    const next = tell(thread, finding, telling, now());
    if (!(await threads.write(next, token)))
      throw new Error(`The claim on the thread of ${finding.id} ended while its digest went out.`);
    const repeat = keptRepeat(stored, ownOf(thread, finding.id), now(), options);
    await findings.settle(finding.id, stored, { told: ownOf(next, finding.id), ...repeat });
  });
  const failed = outcomes.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}
