import { actorEntity } from './entity.ts';
import { isStepKind, STEP_KINDS, type StepKind } from './profile/steps.ts';
import type { Reading } from './reading.ts';
import { dayOf } from './time.ts';

/** A change of an account's factor, password, token or role that somebody else made: whom to ask first. */
export interface AccessChange {
  readonly time: number;
  readonly kind: StepKind;
  /** Where it was made: a person's factor is changed at the identity provider, and used everywhere. */
  readonly vendor: string;
  readonly tenant: string;
  /** The vendor's own name for it. */
  readonly operation: string;
  /** Empty where the vendor gives none. */
  readonly eventId: string;
  /** Who made it, as the event names him: the account, not the person at the keyboard. */
  readonly by: Maker;
  /** From where, each empty where the event shows none. */
  readonly ip: string;
  readonly network: string;
  readonly country: string;
  readonly client: string;
}

export interface Maker {
  /** As where it is itself the actor. */
  readonly uid: string;
  readonly email: string;
  readonly name: string;
  /** As he called his session of a role; absent where there is none. */
  readonly sessionName?: string;
}

/** In a reading of another ledger than the maker's own, who did it. */
export function makerOf({
  counterpart,
  email,
  name,
  sessionName,
}: Pick<Reading, 'counterpart' | 'email' | 'name' | 'sessionName'>): Maker {
  return makerFrom(counterpart, email, name, sessionName);
}

function makerFrom(uid: string, email: string, name: string, sessionName: string): Maker {
  return { uid, email, name, ...(sessionName === '' ? {} : { sessionName }) };
}

/** Of what the ledger of the account that it was done to keeps; undefined for anything else. */
export function changeIn(
  { vendor, tenant }: { readonly vendor: string; readonly tenant: string },
  reading: Reading,
): AccessChange | undefined {
  const { time, kind, outcome, part, operation, eventId, ip, network, country, client } = reading;
  if (part !== 'target' || outcome === 'failure' || !isStepKind(kind)) return undefined;
  const by = makerOf(reading);
  return { time, kind, vendor, tenant, operation, eventId, by, ip, network, country, client };
}

/** Key of the account that made it. */
export function makerEntity({ vendor, tenant, by }: AccessChange): string {
  return actorEntity({ vendor, tenant, actor: by });
}

/** Days before the data left in which a change still tells: as far as the detector of sequences looks. */
const NEAR_DAYS = 3;
const MAX_CHANGES = 8;

/**
 * Those of the day and the two before it, each once, in order of time, and how many more there are. Of one day, kind and
 * maker the newest: what a program does to roles all day must not hide who reset the factor.
 */
export function changesNear(
  day: number,
  all: readonly AccessChange[],
): { readonly changes: readonly AccessChange[]; readonly more: number } {
  const near = all.filter(({ time }) => dayOf(time) <= day && dayOf(time) > day - NEAR_DAYS);
  const told = new Map(near.toSorted(byText).map((one) => [eventOf(one), one]));
  const ordered = [...told.values()];
  const newest = new Map(ordered.map((one) => [groupOf(one), one]));
  const changes = [...newest.values()].sort(byText).slice(-MAX_CHANGES);
  return { changes, more: ordered.length - changes.length };
}

/** Of one day and kind, by one maker; days padded, so that their order is that of the texts. */
function groupOf({ time, kind, vendor, tenant, by }: AccessChange): string {
  const day = String(dayOf(time)).padStart(DAY_DIGITS, '0');
  return `${day} ${JSON.stringify([STEP_KINDS.indexOf(kind), vendor, tenant, by.uid])}`;
}

const DAY_DIGITS = 6;

/** The same event, as told by the ledger of the account and by what is known of the person. */
function eventOf({ time, vendor, tenant, operation, eventId, by }: AccessChange): string {
  return JSON.stringify([vendor, tenant, time, operation, eventId, by.uid]);
}

function byText(a: AccessChange, b: AccessChange): number {
  const [left, right] = [encodeChange(a), encodeChange(b)];
  return left === right ? 0 : left < right ? -1 : 1;
}

type Tuple = [StepKind, ...string[]];

/** Times padded, so that the order of the texts is that of the time. */
export function encodeChange(change: AccessChange): string {
  const { time, kind, vendor, tenant, operation, eventId, by, ip, network, country, client } = change;
  const texts = [
    vendor,
    tenant,
    operation,
    eventId,
    by.uid,
    by.email,
    by.name,
    ip,
    network,
    country,
    client,
    by.sessionName ?? '',
  ];
  return `${String(time).padStart(TIME_DIGITS, '0')} ${JSON.stringify([kind, ...texts])}`;
}

const TIME_DIGITS = 14;

export function decodeChange(text: string): AccessChange {
  // Written by encodeChange above and by nothing else.
  const [kind, ...texts] = JSON.parse(text.slice(TIME_DIGITS + 1)) as Tuple;
  const [vendor = '', tenant = '', operation = '', eventId = '', uid = '', email = '', name = '', ...from] =
    texts;
  const [ip = '', network = '', country = '', client = '', sessionName = ''] = from;
  const time = Number(text.slice(0, TIME_DIGITS));
  const by = makerFrom(uid, email, name, sessionName);
  return { time, kind, vendor, tenant, operation, eventId, by, ip, network, country, client };
}

const MAX_GROUPS = 64;

/**
 * What is remembered of a set of encoded changes: of each day the first and the last of each kind and maker, so that a
 * program that renews roles by the hour is two, and a help desk's reset at noon hides none of the evening; the newest of
 * these. What is cut off would be cut off of any larger set as well.
 */
export function fewChanges(all: Iterable<string>, newestDay: number, keptDays: number): ReadonlySet<string> {
  const groups = new Map<string, readonly [first: string, last: string]>();
  for (const text of [...all].sort()) {
    const change = decodeChange(text);
    if (dayOf(change.time) <= newestDay - keptDays) continue;
    const group = groupOf(change);
    groups.set(group, [groups.get(group)?.[0] ?? text, text]);
  }
  const newest = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).slice(-MAX_GROUPS);
  return new Set(newest.flatMap(([, ends]) => ends).sort());
}
