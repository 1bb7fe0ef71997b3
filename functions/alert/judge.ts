import { feedEntity } from '../../shared/entity.ts';
import { causeEntity, isLookedFor, isOfCause } from '../../shared/feeds/common-cause.ts';
import { explainedBy, newsToExplain } from '../../shared/feeds/explained.ts';
import type { Finding } from '../../shared/finding.ts';
import { isAddress } from '../../shared/page/names.ts';
import { decide, lookAgainMs } from '../../shared/page/paging.ts';
import { dismiss, tell } from '../../shared/page/thread.ts';
import { isOver, type Telling, type Thread, type Told } from '../../shared/page/told.ts';
import { wholeLedger } from '../../shared/settings/hidden.ts';
import { asksWhatLeft, effectOn } from '../../shared/settings/suppression.ts';
import { dayOf } from '../../shared/time.ts';
import type { Later, StoredFinding } from '../ports/findings.ts';
import { type AlertOptions, type AlertPorts, limitsOf, settingsOf } from './ports.ts';

/** What is to become of a finding: nothing, a message, or nothing because somebody has suppressed it. */
export type Verdict =
  | { readonly kind: 'silent' }
  | { readonly kind: 'suppressed'; readonly by: string }
  | { readonly kind: 'told'; readonly telling: Telling };

export async function judge(
  stored: StoredFinding,
  thread: Thread,
  ports: Pick<AlertPorts, 'findings' | 'now'>,
  options: AlertOptions,
): Promise<Verdict> {
  const decision = decide(stored.finding, thread, { triage: stored.triage, nowMs: ports.now() });
  // Whoever had a page hears of its end, whatever was suppressed since.
  if (isOver(decision)) return { kind: 'told', telling: decision };
  const by = (await suppressorOf(stored, ports, options)) ?? (await causeBehind(stored, ports, options));
  if (by !== undefined) return { kind: 'suppressed', by };
  return decision.kind === 'none' ? { kind: 'silent' } : { kind: 'told', telling: decision };
}

/** Whether it leaves by itself now; else it leaves with the next digest. */
export async function leavesAlone(
  { finding }: StoredFinding,
  telling: Telling,
  { budget, now }: Pick<AlertPorts, 'budget' | 'now'>,
  options: AlertOptions,
): Promise<boolean> {
  // An incident tool closes an incident only by a message about that very one.
  if (isOver(telling)) return true;
  if (finding.historical) return false;
  const limits = limitsOf(options);
  const windowMs = Math.floor(now() / limits.windowMs) * limits.windowMs;
  const bucket = finding.severity === 'critical' && isNews(telling) ? 'critical' : 'ordinary';
  return isAddress(finding)
    ? budget.take(`${bucket} addresses`, Math.ceil(limits.ordinary * ADDRESSES), windowMs)
    : budget.take(bucket, limits[bucket], windowMs);
}

/** Of what may leave by itself. With one password, and an address for each of a thousand sprays, a thief would hide his theft among as many CRITICAL pages. */
const ADDRESSES = 0.25;

/** A CRITICAL page is repeated until somebody takes it on; what was to be repeated before still is. */
export function laterAfter(
  stored: Repeatable,
  telling: Telling,
  own: Told | undefined,
  nowMs: number,
  options: AlertOptions,
): { readonly later?: Later } {
  if (isOver(telling)) return {};
  const { repeatMs, maxRepeats } = limitsOf(options);
  if (isNews(telling) && stored.finding.severity === 'critical' && maxRepeats > 0)
    return { later: { queue: 'repeat', atMs: nowMs + repeatMs } };
  return keptRepeat(stored, own, nowMs, options);
}

type Repeatable = Pick<StoredFinding, 'finding' | 'later'>;

/**
 * Also of a page that had more to say, which waited for a digest: a flood of other messages must not end its being
 * repeated. Whether somebody has taken it on, or it was said often enough, is asked when its time comes. So is whether it
 * goes on, of a page after which far more was taken within half an hour.
 */
export function keptRepeat(
  { finding, later }: Repeatable,
  own: Told | undefined,
  nowMs: number,
  options: AlertOptions,
): { readonly later?: Later } {
  if (later?.queue === 'repeat') return { later };
  const wasPaged = own !== undefined && finding.severity === 'critical' && finding.historical !== true;
  const atMs =
    later !== undefined && wasPaged ? nowMs + limitsOf(options).repeatMs : lookAgainMs(finding, own);
  return atMs === undefined ? {} : { later: { queue: 'repeat', atMs } };
}

/** The thread after nothing was said: what joined in silence is remembered, what people took out of it is not. */
export function withoutNews(
  thread: Thread,
  { finding, status }: Pick<StoredFinding, 'finding' | 'status'>,
  verdict: Exclude<Verdict, { readonly kind: 'told' }>,
  nowMs: number,
): Thread {
  const isTakenOut = verdict.kind === 'suppressed' || status === 'closed';
  return isTakenOut ? dismiss(thread, finding.id) : tell(thread, finding, { kind: 'none' }, nowMs);
}

export function ownOf({ told }: Thread, id: string): Told | undefined {
  return told.find(({ findingId }) => findingId === id);
}

/** Also the first that is said of a day: whoever has taken on another one has not seen it. */
function isNews(telling: Telling): boolean {
  return telling.kind === 'continued'
    ? telling.anotherDay === true
    : telling.kind === 'opened' || telling.kind === 'escalated';
}

/** The ledger is read only where a suppression asks what left. */
async function suppressorOf(
  { finding }: StoredFinding,
  { findings, now }: Pick<AlertPorts, 'findings' | 'now'>,
  options: AlertOptions,
): Promise<string | undefined> {
  const { suppressions = [] } = options;
  if (suppressions.length === 0) return undefined;
  const { uid } = finding.actor;
  const needsLedger = suppressions.some(({ scope }) => (scope.actor ?? uid) === uid && asksWhatLeft(scope));
  const ledger = needsLedger ? wholeLedger(await findings.ledgerOf(finding.id)) : {};
  const effect = effectOn(finding, suppressions, {
    settings: settingsOf(options),
    today: dayOf(now()),
    ...ledger,
  });
  return effect.kind === 'suppressed' ? effect.by : undefined;
}

const CAUSES_READ = 3;

/** The finding of a feed that tells what this one would tell. */
async function causeBehind(
  { finding }: StoredFinding,
  ports: Pick<AlertPorts, 'findings' | 'now'>,
  options: AlertOptions,
): Promise<string | undefined> {
  const { findings, now } = ports;
  const settings = settingsOf(options);
  const today = dayOf(now());
  const causes = new Map<string, string>();
  for (const news of newsToExplain(finding, settings)) {
    const entity = causeEntity(news);
    const known = await findings.byEntity(entity, CAUSES_READ);
    const found = known.find((cause) => isLastingTo(today, cause) && explains(cause, finding));
    const told = found && (await toldIn(found, findings, today));
    // What people keep from on-call tells nothing.
    if (told !== undefined && (await suppressorOf(told, ports, options)) === undefined)
      causes.set(entity, told.finding.id);
  }
  return explainedBy(finding, settings, (news) => causes.get(causeEntity(news)));
}

/** What tells a cause: its own finding, or that of the change that it belongs to. Not what people have called an attack. */
async function toldIn(
  cause: StoredFinding,
  findings: Pick<AlertPorts['findings'], 'get'>,
  today: number,
): Promise<StoredFinding | undefined> {
  const leader = cause.finding.signals[0]?.facts['leader'];
  const told = typeof leader === 'string' ? await findings.get(leader) : cause;
  if (told?.finding.state !== 'open' || told.triage.closed?.verdict === 'malicious') return undefined;
  return isLastingTo(today, told) ? told : undefined;
}

/** Tomorrow it must be looked for still: what is left to it makes it page only when `watch` looks next. */
function isLastingTo(today: number, { finding }: StoredFinding): boolean {
  return isLookedFor(finding.day, today + 1);
}

/** In the account's own log, and in its time. */
function explains({ finding: cause }: StoredFinding, { vendor, tenant, day }: Finding): boolean {
  const feeds = cause.signals[0]?.facts['feeds'];
  const isShown = Array.isArray(feeds) && feeds.includes(feedEntity(vendor, tenant));
  return cause.state === 'open' && isShown && isOfCause(day, cause);
}
