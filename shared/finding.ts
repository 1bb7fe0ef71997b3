import { type AccessChange, changeIn, changesNear, type Maker, makerOf } from './access-change.ts';
import type { ActorType } from './activity.ts';
import { type Assessment, assess, type Judging } from './assess.ts';
import { type Context, NO_CONTEXT } from './context.ts';
import type { Signal } from './detectors/detector.ts';
import { touchesHoney } from './detectors/honey.ts';
import { type Entity, parseEntity } from './entity.ts';
import { type Exposure, exposureOf } from './exposure.ts';
import { type FindingLedger, ledgerOf, whereabouts } from './finding-ledger.ts';
import { keyedHash } from './hash.ts';
import { type Operation, sizeOf } from './ledger.ts';
import { valuesOfDay } from './profile/day.ts';
import type { Facets, Way } from './profile/hour.ts';
import type { Profile } from './profile/profile.ts';
import { subjectOf } from './profile/subject.ts';
import { carriesData, type Reading } from './reading.ts';
import { exposureSize, pageLineOf, type Settings, type Size, thresholdsOf } from './settings.ts';
import { DAY_MS } from './time.ts';
import { nameSteps } from './told-step.ts';

/** A UTC day of one actor that deserves a look: a projection, replaced as a whole whenever the day changes. */
export interface Finding {
  /** `OF-7K2Q-9MABCDEF`; `shortId` is its spoken prefix. */
  readonly id: string;
  readonly entity: string;
  readonly day: number;
  readonly vendor: string;
  readonly tenant: string;
  readonly actor: {
    readonly uid: string;
    readonly type: ActorType;
    readonly email: string;
    readonly name: string;
  };
  /** `withdrawn`: late evidence took the day below the review line. */
  readonly state: 'open' | 'withdrawn';
  readonly severity: Severity;
  /** Decades, the exact sum of the signals' scores. */
  readonly score: number;
  readonly signals: readonly Signal[];
  readonly exposure: Exposure;
  readonly context: Readonly<Record<Way | 'ip', readonly string[]>>;
  /** Of an address: its networks whose provider rents out machines; absent where none does, and of accounts. */
  readonly rented?: readonly string[];
  /** What those who opened sessions of a role called them, those that carried most first; absent: none. */
  readonly sessionNames?: readonly string[];
  readonly evidence: readonly Evidence[];
  /** What others changed of the account's or its person's access, on the day and the two before it; absent: nothing. */
  readonly changes?: readonly AccessChange[];
  /** How many more there were. */
  readonly moreChanges?: number;
  /** Everything that left; absent where findings are listed, because it is long and kept apart. */
  readonly ledger?: FindingLedger;
  /** Judged long after its day: for review, never to wake anybody. */
  readonly historical?: true;
  readonly firstTime: number;
  readonly lastTime: number;
}

export const SEVERITIES = ['informational', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** One event that the finding rests on. */
export interface Evidence {
  readonly time: number;
  readonly operation: string;
  readonly eventId: string;
  /** null: the vendor states none. */
  readonly records: number | null;
  readonly bytes: number | null;
  readonly datasets: readonly string[];
  readonly ip: string;
  /** As the account's profile knows them, such as `AS64500`; absent where the event shows none. */
  readonly network?: string;
  readonly country?: string;
  readonly client: string;
  /** Application, and the vendor's id of the token, key or grant; each absent where the event names none. */
  readonly app?: string;
  readonly credential?: string;
  /** As whoever opened the session called it; absent where nobody could. */
  readonly sessionName?: string;
  /** Who did it, where that was not the account itself: of an address, who tried. */
  readonly by?: Maker;
  /** SHA-256 of the raw event's canonical JSON; empty where the event moves no data. */
  readonly sha256: string;
}

/** It carried data: of other events no hash of the raw record is kept, and no size. */
export function carriedData({ sha256, records, bytes }: Evidence): boolean {
  return sha256 !== '' || records !== null || bytes !== null;
}

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
}

export function project(projection: Projection): Finding {
  const { entity, profile, day, operations, before = [], settings, hashKey, context, judging } = projection;
  const subject = subjectOf(profile, day, context);
  const assessment = assess(subject, judging);
  const exposure = exposureOf(operations, context?.counts);
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
      : severityOf(assessment, exposure, settings, subject.type),
    score: assessment.score,
    signals: nameSteps(assessment.signals, vendor, own, changed.changes),
    exposure,
    context: {
      ...waysIn(valuesOfDay(profile.open.hours, day)),
      ...(isSource ? placesOf(own) : {}),
      ip: addressesOf(succeeded),
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

/**
 * By score and by what is known to be taken: a large amount raises a finding that pages anyway by one step, and
 * makes one page that would else have been left for review. So does what may have been everything, but it raises nothing.
 */
export function severityOf(
  { score }: Pick<Assessment, 'score'>,
  exposure: Pick<Exposure, 'records' | 'mayBeLarge'>,
  settings: Settings,
  type: ActorType = 'user',
): Severity {
  return severityAt(score, exposureSize(exposure, settings), settings, type);
}

/** The same where it is known already how large the amount is. */
export function severityAt(score: number, size: Size, settings: Settings, type: ActorType): Severity {
  const { pageScore, highScore, criticalScore } = thresholdsOf(settings, type);
  if (score < pageScore) return score >= pageLineOf(settings, type, size) ? 'medium' : 'informational';
  const byScore = score >= criticalScore ? 3 : score >= highScore ? 2 : 1;
  return SEVERITIES[Math.min(byScore + (size === 'large' ? 1 : 0), SEVERITIES.length - 1)] ?? 'critical';
}

export function rankOf(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** Crockford's base 32: no I, L, O or U, so that an id can be read out over the phone. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ID_LENGTH = 12;

/** 60 bits of a keyed hash of entity and day alone: every replay of the day lands on the same finding. */
export function findingId(hashKey: Uint8Array, entity: string, day: number): string {
  const bits = BigInt(`0x${keyedHash(hashKey, 'finding', entity, String(day))}`);
  let text = '';
  for (let i = ID_LENGTH - 1; i >= 0; i--) text += ALPHABET[Number((bits >> BigInt(5 * i)) & 31n)];
  return `OF-${text.slice(0, 4)}-${text.slice(4)}`;
}

/** `OF-7K2Q-9M`: short enough to be said, and a prefix of the id. */
export function shortId(id: string): string {
  return id.slice(0, 'OF-7K2Q-9M'.length);
}

/** The id, or a beginning of one, as people type it: `7k2q9m`, `of-7k2q-9m`. Undefined if no id begins like that. */
export function idPrefix(typed: string): string | undefined {
  const plain = typed.trim().toUpperCase().replace(/^OF-?/, '').replaceAll('-', '');
  if (plain === '' || plain.length > ID_LENGTH || [...plain].some((letter) => !ALPHABET.includes(letter)))
    return undefined;
  return plain.length <= 4 ? `OF-${plain}` : `OF-${plain.slice(0, 4)}-${plain.slice(4)}`;
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

function addressesOf(operations: readonly Operation[]): string[] {
  return [
    ...new Set(
      ownOf(operations)
        .map(({ ip }) => ip)
        .filter((ip) => ip !== ''),
    ),
  ]
    .sort()
    .slice(0, MAX_ADDRESSES);
}
