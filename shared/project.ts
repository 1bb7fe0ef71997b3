import { changeIn, changesNear, makerOf } from './access-change.ts';
import { apartOf } from './apart.ts';
import { assess, type Judged, type Judging } from './assess.ts';
import { type Context, NO_CONTEXT } from './context.ts';
import type { Signal } from './detectors/detector.ts';
import { touchesHoney } from './detectors/honey.ts';
import { type Entity, parseEntity } from './entity.ts';
import { exposureOf } from './exposure.ts';
import { type Evidence, type Finding, findingId, severityOf } from './finding.ts';
import { ledgerOf, whereabouts } from './finding-ledger.ts';
import type { Operation } from './ledger.ts';
import { sizeOf } from './ledger-sample.ts';
import { quietOf } from './page-line.ts';
import { valuesOfDay } from './profile/active.ts';
import type { Facets, Way } from './profile/hour.ts';
import type { Profile } from './profile/profile.ts';
import { subjectOf } from './profile/subject.ts';
import { carriesData, type Reading } from './reading.ts';
import { exposureSize, type Settings, thresholdsOf } from './settings.ts';
import { DAY_MS } from './time.ts';
import { nameEntered } from './told-entered.ts';
import { nameSteps } from './told-step.ts';
import { nameWhole } from './told-whole.ts';

const MAX_EVIDENCE = 20;
const MAX_ADDRESSES = 8;
const MAX_DATASETS = 8;
const MAX_SESSIONS = 8;
const MAX_PLACES = 8;

export interface Projection {
  readonly entity: string;
  readonly profile: Profile;
  readonly day: number;
  /** All operations of the entity and day. */
  readonly operations: readonly Operation[];
  /** What others did to the account on the two days before. */
  readonly before?: readonly Reading[];
  readonly settings: Settings;
  readonly hashKey: Uint8Array;
  readonly context?: Context;
  readonly judging?: Judging;
  /** How this very profile's day was judged, where that was just done. */
  readonly judged?: Judged | undefined;
}

/** The finding of a day, from all that is known of it. */
export function project(projection: Projection): Finding {
  const { entity, profile, day, operations, before = [], settings, hashKey, context, judging } = projection;
  const { subject, assessment } = projection.judged ?? judgedAnew(projection);
  const exposure = exposureOf(operations, context);
  const quiet = quietOf(assessment.score, entity, subject, exposureSize(exposure, settings), settings);
  const graded = { score: assessment.score, ...(quiet === undefined ? {} : { quiet }) };
  const apart = apartOf(profile, subject, judging);
  // An address is known by what failed from it as well.
  const isSource = entity.startsWith('source/');
  const succeeded = operations.filter(({ outcome }) => isSource || outcome !== 'failure');
  const own = ownOf(succeeded);
  // A day on which the account itself did nothing has the times of what was done to it.
  const times = (own.length > 0 ? own : succeeded).map(({ time }) => time);
  const { vendor, tenant, uid } = ownerOf(parseEntity(entity));
  const changed = changesOf({ vendor, tenant }, day, [...before, ...succeeded], context);
  return {
    id: findingId(hashKey, entity, day),
    entity,
    day,
    vendor,
    tenant,
    actor: { uid, type: subject.type, ...nameOf(isSource ? [] : own) },
    state:
      assessment.score < thresholdsOf(settings, subject.type).reviewScore && !assessment.notable
        ? 'withdrawn'
        : 'open',
    // Whatever the lines are: one touched record is proof.
    severity: touchesHoney(assessment.signals)
      ? 'critical'
      : severityOf(graded, exposure, settings, subject.type),
    ...graded,
    ...(apart === undefined ? {} : { apart }),
    signals: namesIn(assessment.signals, vendor, own, changed.changes),
    exposure,
    context: {
      ...waysIn(valuesOfDay(profile.open.hours, day)),
      ...(isSource ? placesOf(own) : {}),
      ip: addressesOf(succeeded, newNetworks(assessment.signals)),
    },
    ...(isSource ? rentedBy(own) : {}),
    ...sessionsOf(own),
    evidence: evidenceOf(succeeded),
    ledger: ledgerOf(operations),
    ...changed,
    firstTime: Math.min(...times, (day + 1) * DAY_MS - 1),
    lastTime: Math.max(...times, day * DAY_MS),
  };
}

function judgedAnew({ profile, day, context, judging }: Projection): Judged {
  const subject = subjectOf(profile, day, context);
  return { subject, assessment: assess(subject, judging) };
}

/** A profile keeps ids, kinds and cut names: what was done tells what people call them. */
function namesIn(
  signals: readonly Signal[],
  vendor: string,
  own: readonly Operation[],
  changes: Finding['changes'],
): readonly Signal[] {
  return nameWhole(nameEntered(nameSteps(signals, vendor, own, changes), own), own);
}

/** Of an address, whose profile keeps no such values: where it belongs to, and what was used from it. */
function placesOf(tried: readonly Operation[]): Pick<Facets, 'network' | 'country' | 'client'> {
  const few = (of: (one: Operation) => string) =>
    [...new Set(tried.map(of).filter((value) => value !== ''))].sort().slice(0, MAX_PLACES);
  return {
    network: few(({ network }) => network),
    country: few(({ country }) => country),
    client: few(({ client }) => client),
  };
}

function rentedBy(tried: readonly Operation[]): Pick<Finding, 'rented'> {
  const { network } = placesOf(tried.filter(({ hosting }) => hosting));
  return network.length === 0 ? {} : { rented: network };
}

/** By which operations data left stands in the ledger. */
function waysIn({ network, country, client, app, credential }: Facets): Pick<Facets, Way> {
  return { network, country, client, app, credential };
}

function changesOf(
  where: Pick<Finding, 'vendor' | 'tenant'>,
  day: number,
  done: readonly Reading[],
  { personChanges = [] }: Context = NO_CONTEXT,
): Pick<Finding, 'changes' | 'moreChanges'> {
  const own = done.flatMap((reading) => changeIn(where, reading) ?? []);
  const { changes, more } = changesNear(day, [...own, ...personChanges]);
  return changes.length === 0 ? {} : { changes, ...(more === 0 ? {} : { moreChanges: more }) };
}

/** Whose finding it is: the account's, or the address's, which no vendor knows as an account. */
function ownerOf(entity: Entity): { vendor: string; tenant: string; uid: string } {
  if (entity.kind === 'actor') return entity;
  if (entity.kind === 'source') return { ...entity, uid: entity.address };
  throw new Error(`a ${entity.kind} has no days that could be projected`);
}

/** What the account did, or what was tried from the address; not what others did to the account. */
function ownOf(operations: readonly Operation[]): Operation[] {
  return operations.filter(({ part }) => part !== 'target');
}

/** As the day's last event that tells it says, so that events of later days change nothing in this finding. */
function nameOf(operations: readonly Operation[]): Pick<Finding['actor'], 'email' | 'name'> {
  return {
    email: operations.findLast(({ email }) => email !== '')?.email ?? '',
    name: operations.findLast(({ name }) => name !== '')?.name ?? '',
  };
}

/** What carries data first, exports before reads, the largest before the smaller; shown in order of time. */
function evidenceOf(operations: readonly Operation[]): Evidence[] {
  return operations
    .toSorted(
      (a, b) =>
        Number(carriesData(b)) - Number(carriesData(a)) ||
        Number(b.kind === 'export') - Number(a.kind === 'export') ||
        sizeOf(b) - sizeOf(a) ||
        b.time - a.time,
    )
    .slice(0, MAX_EVIDENCE)
    .sort((a, b) => a.time - b.time || (a.uid < b.uid ? -1 : 1))
    .map(evidenceFrom);
}

function evidenceFrom(done: Operation): Evidence {
  const { time, operation, eventId, records, bytes, datasets, ip, client, app, credential, sha256 } = done;
  return {
    time,
    operation,
    eventId,
    records,
    bytes,
    datasets: datasets.slice(0, MAX_DATASETS),
    ip,
    ...whereabouts(done),
    client,
    ...(app === '' ? {} : { app }),
    ...(credential === '' ? {} : { credential }),
    ...(done.part === 'actor' ? {} : { by: makerOf(done) }),
    sha256,
  };
}

/** A role is shared, so whose session moved the data is what tells. */
function sessionsOf(own: readonly Operation[]): Pick<Finding, 'sessionNames'> {
  const carried = new Map<string, number>();
  for (const one of own)
    if (one.sessionName !== '')
      carried.set(
        one.sessionName,
        (carried.get(one.sessionName) ?? 0) + (carriesData(one) ? sizeOf(one) * one.weight : 0),
      );
  if (carried.size === 0) return {};
  const ordered = [...carried].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
  return { sessionNames: ordered.slice(0, MAX_SESSIONS).map(([name]) => name) };
}

/** Those of new networks first: of many, they are the ones to ask about. */
function addressesOf(operations: readonly Operation[], isNew: ReadonlySet<string>): string[] {
  const found = ownOf(operations).filter(({ ip }) => ip !== '');
  const of = (all: readonly Operation[]) => all.map(({ ip }) => ip).sort();
  const [fresh = [], known = []] = [true, false].map((is) =>
    found.filter(({ network }) => isNew.has(network) === is),
  );
  return [...new Set([...of(fresh), ...of(known)])].slice(0, MAX_ADDRESSES);
}

function newNetworks(signals: readonly Signal[]): ReadonlySet<string> {
  const told = signals
    .filter(({ facts }) => facts['network seenDays'] === 0)
    .map(({ facts }) => facts['network']);
  return new Set(told.flatMap((network) => (typeof network === 'string' ? [network] : [])));
}
