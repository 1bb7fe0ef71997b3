import { type AccessChange, changeIn } from '../../shared/access-change.ts';
import type { Activity, Source } from '../../shared/activity.ts';
import type { Arrival as ArrivedActivity } from '../../shared/decode.ts';
import { actorEntity, namesHeard, personEntity, personNames, sourceEntity } from '../../shared/entity.ts';
import { networkOf, sourceAddress } from '../../shared/network.ts';
import { type Closure, hourOfMinute, type Refusal } from '../../shared/person.ts';
import { concernsPerson, isStepKind, type Step } from '../../shared/profile/steps.ts';
import { type Reading, readingFor, toReading } from '../../shared/reading.ts';
import { hourOf, MINUTE_MS } from '../../shared/time.ts';
import { closureOf } from '../../shared/vendors/access-words.ts';
import { findVendor } from '../../shared/vendors/index.ts';
import { isSecondFactor } from '../../shared/vendors/second-factor.ts';

/** What a batch brings to one entity. */
export interface Arrival {
  readonly entity: string;
  readonly readings: readonly Reading[];
  /** Positions in the batch of the records that brought them. */
  readonly records: readonly number[];
  /** Latest arrival on the stream, epoch milliseconds. */
  readonly arrivedTime: number;
  /** Names by which the account hears of its person. */
  readonly emails?: readonly string[];
  /** Changes of access that these events are, to the account's own person or to another one, refused second factors, and accounts taken away. */
  readonly personNews?: readonly PersonNews[];
  /** Days to judge although nothing of theirs arrived: what is known of the person has changed. */
  readonly again?: readonly number[];
}

/** What concerns a person, by her entity. */
export type PersonNews =
  | {
      readonly person: string;
      readonly step: Step;
      /** Who made it, where that was somebody else. */
      readonly change?: AccessChange;
    }
  | { readonly person: string; readonly refusal: Refusal }
  | { readonly person: string; readonly closure: Closure };

/** Since the epoch. */
export function hourOfNews(news: PersonNews): number {
  return 'step' in news ? news.step.hour : hourOfMinute('refusal' in news ? news.refusal : news.closure);
}

/** Adds to what a vendor said of an address what the address itself tells. */
export type Enrich = (source: Source) => Source;

/**
 * Every event belongs to whoever did it. What was done to another account belongs to that one as well, an attempt to
 * sign in also to the address that it came from, and a change of access also to the person.
 */
export function groupByEntity(
  arrived: readonly ArrivedActivity[],
  enrich: Enrich = (source) => source,
): Arrival[] {
  const groups = new Map<string, Group>();
  const groupOf = (entity: string, { record, arrival }: ArrivedActivity): Group => {
    let group = groups.get(entity);
    if (group === undefined) {
      group = newGroup();
      groups.set(entity, group);
    }
    group.records.add(record);
    group.arrivedTime = Math.max(group.arrivedTime, arrival);
    return group;
  };
  for (const one of arrived) {
    const { activity } = one;
    const { vendor, tenant, actor, target } = activity;
    const reading = readingOf(activity, enrich);
    const own = groupOf(actorEntity(activity), one);
    own.readings.push(reading);
    for (const name of namesHeard(vendor, actor)) own.emails.add(name);
    own.personNews.push(
      ...personStepsOf(activity, reading),
      ...refusalsOf(activity, reading),
      ...closuresOf(activity),
    );
    // That an account is taken away is nothing that it does, and no change of its access: its person is told alone.
    if (target?.uid !== undefined && target.uid !== actor.uid && activity.kind !== 'other') {
      const upon = groupOf(actorEntity({ vendor, tenant, actor: { uid: target.uid } }), one);
      upon.readings.push(readingFor('target', reading, actor.uid));
      for (const name of namesHeard(vendor, target)) upon.emails.add(name);
    }
    const address = attemptFrom(activity);
    if (address !== undefined)
      groupOf(sourceEntity(vendor, tenant, address), one).readings.push(
        readingFor('source', reading, actor.uid),
      );
  }
  return Array.from(groups, ([entity, group]) => ({
    entity,
    readings: group.readings,
    records: [...group.records],
    arrivedTime: group.arrivedTime,
    emails: [...group.emails].sort(),
    personNews: group.personNews,
  }));
}

interface Group {
  readonly readings: Reading[];
  readonly records: Set<number>;
  readonly emails: Set<string>;
  readonly personNews: PersonNews[];
  arrivedTime: number;
}

function newGroup(): Group {
  return { readings: [], records: new Set(), emails: new Set(), personNews: [], arrivedTime: 0 };
}

/** Address of an attempt to sign in that says how it went. Machines do not guess passwords of their own. */
function attemptFrom({ kind, outcome, source, actor }: Activity): string | undefined {
  if (kind !== 'logon' || outcome === 'unknown' || actor.type === 'service') return undefined;
  return source?.ip === undefined ? undefined : sourceAddress(source.ip);
}

/**
 * A change of access concerns the person that it was made to, whoever made it; of an account that is told by its alias,
 * that account.
 */
function personStepsOf(activity: Activity, reading: Reading): PersonNews[] {
  const { kind, outcome, actor, target, time } = activity;
  if (outcome === 'failure' || !isStepKind(kind) || !concernsPerson(kind)) return [];
  const step = { kind, byOther: target !== undefined, hour: hourOf(time) };
  const change = step.byOther ? changeIn(activity, readingFor('target', reading, actor.uid)) : undefined;
  // What an account does to itself, its own ledger tells.
  return personNames(target ?? { email: actor.email }).map((name) => ({
    person: personEntity(name),
    step,
    ...(change && { change }),
  }));
}

/** Asked for by whoever has the password. Not of passwords: a telephone that has an old one fails every minute, for weeks. */
function refusalsOf({ kind, outcome, operation, actor, time }: Activity, { network }: Reading): PersonNews[] {
  if (kind !== 'logon' || outcome !== 'failure' || !isSecondFactor(operation)) return [];
  const refusal = { minute: Math.floor(time / MINUTE_MS), network };
  return personNames({ email: actor.email }).map((name) => ({ person: personEntity(name), refusal }));
}

/** By the vendor's own account of who was to have access no more, or again. Whoever deletes his own account is still here. */
function closuresOf({ vendor, kind, operation, outcome, target, time }: Activity): PersonNews[] {
  const closure =
    outcome === 'failure' || target === undefined ? undefined : closureOf(vendor, kind, operation);
  if (closure === undefined) return [];
  const minute = Math.floor(time / MINUTE_MS);
  return personNames(target ?? {}).map((name) => ({
    person: personEntity(name),
    closure: { minute, closed: closure === 'closed', vendor },
  }));
}

function readingOf(activity: Activity, enrich: Enrich): Reading {
  const source = activity.source && enrich(activity.source);
  const network = source && networkOf(source);
  const revision = findVendor(activity.vendor)?.revision ?? 0;
  return toReading(activity, network, revision, source);
}
