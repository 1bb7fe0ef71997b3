import type { FindingStore } from '../../functions/ports/findings.ts';
import type { LedgerIndex, StateStore } from '../../functions/ports/state.ts';
import { heldOn } from '../../shared/profile/base.ts';
import { activeDays, type Profile } from '../../shared/profile/profile.ts';
import { dayOf, dayText } from '../../shared/time.ts';
import { UserError } from '../errors.ts';
import type { Collected } from './collect.ts';
import {
  eventIdsIn,
  exchange,
  joined,
  LostRebuildError,
  MAX_ATTEMPTS,
  type Next,
  readStored,
  type Stored,
} from './exchange.ts';
import { type Reliving, relive } from './relive.ts';
import { type Change, changesOf, eventIdsOf, storedFindings, tell } from './tell.ts';

export interface Rebuilding extends Omit<Reliving, 'target' | 'toldDays'> {
  readonly state: StateStore & LedgerIndex;
  readonly findings: Pick<FindingStore, 'byEntity' | 'get' | 'ledgerOf' | 'upsert'>;
  /** Wall clock, epoch milliseconds. */
  readonly nowMs: number;
  /** Otherwise it is only told what would change. */
  readonly writes: boolean;
  /** Go on although the profile knows days that the archive does not: they are forgotten. */
  readonly withoutOlder?: boolean;
}

export interface Rebuilt {
  readonly stored: Stored;
  readonly next: Next;
  readonly changes: readonly Change[];
  /** Days that the profile knows and the archive does not. */
  readonly lost: readonly number[];
  /** Findings that were written; 0 where nothing was to be written. */
  readonly written: number;
}

/** Ids of all events that the account's ledgers and findings rest on: the archive is asked whether it has them. */
export async function idsToAsk({
  state,
  findings,
  entity,
}: Pick<Rebuilding, 'state' | 'findings' | 'entity'>): Promise<ReadonlySet<string>> {
  const ledgers = eventIdsIn(await readStored(state, entity));
  const told = await eventIdsOf(findings, await storedFindings(findings, entity));
  return new Set([...ledgers, ...told].filter((id) => id !== ''));
}

/**
 * Relives an account and puts the outcome in place of what the table holds. Every write is an assignment on condition
 * that nobody was faster, so it can be stopped anywhere and done again, beside live traffic.
 */
export async function rebuild(collected: Collected, options: Rebuilding): Promise<Rebuilt> {
  const { state, findings, entity, nowMs, writes } = options;
  const reliving = (told: Told) => ({ ...options, target: state, toldDays: daysInTime(told) });
  const relived = await relive(collected, reliving(await storedFindings(findings, entity)));
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const stored = await readStored(state, entity);
    // After the profile: who tells something else from here on writes the profile first, and this attempt is lost.
    const told = await storedFindings(findings, entity);
    const next = await joined(relived, stored, collected.seen, reliving(told), nowMs);
    const lost = lostDays(stored.profile, next.profile, collected.dates);
    const changes = await changesOf(findings, told, stored.profile, next, collected.seen);
    const outcome = { stored, next, changes, lost, written: 0 };
    if (!writes || (next.isSame && changes.length === 0)) return outcome;
    if (lost.length > 0 && options.withoutOlder !== true) throw new UserError(refusal(lost, collected.dates));
    const newestRev = Math.max(0, ...[...told.values()].map(({ rev }) => rev));
    const version = await exchange(state, entity, stored, next, newestRev);
    if (version === undefined) continue;
    return { ...outcome, written: await tell(findings, changes, version, nowMs) };
  }
  throw new LostRebuildError(entity);
}

type Told = Awaited<ReturnType<typeof storedFindings>>;

function daysInTime(told: Told): ReadonlySet<number> {
  const inTime = [...told.values()].filter(({ finding }) => finding.historical !== true);
  return new Set(inTime.map(({ finding }) => finding.day));
}

/** How late an event of an account that does little can still be in time. */
const LATE_DAYS = 14;

/** Final days on which, and on the days on which their events could be late, nothing of the vendor arrived. */
function lostDays({ base }: Profile, next: Profile, dates: readonly string[]): number[] {
  const known = new Set([...next.base.days.map(({ day }) => day), ...activeDays(next)]);
  const arrived = dates.map((date) => dayOf(Date.parse(date)));
  const isCovered = (day: number) => arrived.some((one) => one >= day && one <= day + LATE_DAYS);
  return heldOn(base.days, base.through)
    .map(({ day }) => day)
    .filter((day) => !known.has(day) && !isCovered(day));
}

function refusal(lost: readonly number[], dates: readonly string[]): string {
  const days = `${lost.length === 1 ? 'day' : 'days'} ${[lost[0] ?? 0, ...(lost.length > 1 ? [lost.at(-1) ?? 0] : [])].map(dayText).join(' to ')}`;
  return `The profile knows ${days} (${lost.length}), of which the archive has nothing: it begins on ${dates[0] ?? 'no date'}. Say --without-older to forget them, and fill them in again with npx outflow backfill.`;
}
