import {
  type Activity,
  type Actor,
  countsVolume,
  type Draft,
  movesData,
  type Resource,
  type Source,
  type Target,
  type Volume,
} from './activity.ts';
import { canonicalJson, eventHash, jsonText, sha256Hex } from './hash.ts';
import { OTHERS, othersId } from './others.ts';
import { cleanText, isHostile } from './text.ts';
import { isPlausibleTime, SECOND_MS } from './time.ts';
import type { JsonObject, Malformed } from './vendors/vendor.ts';

/** Where an event came from, and the key under which operations are hashed. */
export interface Origin {
  readonly vendor: string;
  readonly tenant: string;
  readonly hashKey: Uint8Array;
  /** Epoch milliseconds at which the event reached the stream; absent for files. */
  readonly arrival?: number;
  /** Epoch milliseconds by which to date events that state no time; unless given, they are refused. */
  readonly undatedTime?: number;
}

export type Admission =
  | {
      readonly kind: 'admitted';
      readonly activity: Activity;
      /** What had to be replaced or cut: the activity is judged, and its bytes are set aside as well. */
      readonly repairs: readonly Malformed[];
    }
  | Malformed;

export const MAX_ID_LENGTH = 256;
export const MAX_TEXT_LENGTH = 256;
export const MAX_RESOURCES = 16;
export const FUTURE_MS = 600_000;
export const FUTURE = 'future: dated more than 10 minutes after its arrival';

/**
 * Applies limits and identity to what a parser has read. Whoever acts is refused if his id is not clean: two
 * actors must not share a key. What is only shown is cleaned instead: whoever can edit a display name must not
 * be able to hide behind it. `document` is the text that the event was read from, where it came by itself.
 */
export function admit(draft: Draft, event: JsonObject, origin: Origin, document?: string): Admission {
  const time = draft.time ?? origin.undatedTime;
  if (time === undefined) return malformed('time', NOT_A_TIME);
  const refused = refuse(draft, time, origin);
  if (refused !== undefined) return refused;
  const identity = draft.identity ?? contentIdentity(event);
  if (identity === undefined)
    return malformed('', 'has no id and nests too deeply to be identified by its content');
  const repairs: Malformed[] = draft.time === undefined ? [datedAs(time)] : [];
  const activity: { -readonly [Key in keyof Activity]: Activity[Key] } = {
    uid: eventHash(
      origin.hashKey,
      origin.vendor,
      origin.tenant,
      identity.kind,
      tellingApart(identity, draft),
    ),
    vendor: origin.vendor,
    tenant: origin.tenant,
    time,
    kind: draft.kind,
    operation: cleanId(draft.operation, 'operation', repairs),
    outcome: draft.outcome,
    actor: cleanActor(draft.actor, repairs),
    resources: cleanResources(draft.resources, repairs),
  };
  if (draft.identity !== undefined) {
    const { kind, id } = draft.identity;
    activity.identity = { kind, id: cleanId(id, 'identity.id', repairs) };
  }
  if (draft.eventId !== undefined && draft.eventId !== '') {
    if (isBadId(draft.eventId)) repairs.push(malformed('eventId', LEFT_OUT));
    else activity.eventId = draft.eventId;
  }
  const target = draft.target && cleanTarget(draft.target, repairs);
  if (target !== undefined) activity.target = target;
  if (draft.source !== undefined) activity.source = cleanSource(draft.source, repairs);
  const volume = draft.volume && cleanVolume(draft.volume, repairs);
  if (volume !== undefined) activity.volume = volume;
  if (draft.outside !== undefined) activity.outside = draft.outside;
  if (draft.session !== undefined) activity.session = clean(draft.session, 'session', repairs);
  if (draft.sessionName !== undefined)
    activity.sessionName = clean(draft.sessionName, 'sessionName', repairs);
  const evidence = isEvidence(draft) ? (document ?? jsonText(event)) : undefined;
  if (evidence !== undefined) activity.sha256 = sha256Hex(evidence);
  return { kind: 'admitted', activity, repairs };
}

function isEvidence({ kind }: Draft): boolean {
  return movesData(kind) || countsVolume(kind);
}

/**
 * An event that comes again has its time as well as its id: what differs by it is another one, whoever numbers events
 * badly. To the second, because ways out of a vendor differ in how finely they tell it.
 */
function tellingApart({ kind, id }: { readonly kind: string; readonly id: string }, { time }: Draft): string {
  // Of halves of a pair of surrogates each would be the same bytes.
  const whole = id.isWellFormed() ? id : JSON.stringify(id);
  return kind === 'event' && time !== undefined ? `${whole} ${Math.floor(time / SECOND_MS)}` : whole;
}

/** The same in whatever order the fields came. */
function contentIdentity(event: JsonObject): { readonly kind: 'canonical'; readonly id: string } | undefined {
  const id = canonicalJson(event);
  return id === undefined ? undefined : { kind: 'canonical', id };
}

function refuse(draft: Draft, time: number, { tenant, arrival }: Origin): Malformed | undefined {
  const { actor, identity, operation } = draft;
  const path =
    (isBadId(actor.uid) && 'actor.uid') ||
    (actor.email !== undefined && isBadId(actor.email) && 'actor.email') ||
    (operation === '' && 'operation') ||
    (isBadId(tenant) && 'tenant') ||
    (identity?.id === '' && 'identity.id');
  if (path) return malformed(path, 'expected 1 to 256 characters without control or bidirectional ones');
  if (!isPlausibleTime(time)) return malformed('time', NOT_A_TIME);
  if (arrival !== undefined && time > arrival + FUTURE_MS) return malformed('time', FUTURE);
  return undefined;
}

const NOT_A_TIME = 'expected a time between 2000 and 2099';
const NOT_A_COUNT = 'is no whole number of zero or more; processed without it';

function datedAs(time: number): Malformed {
  return malformed(
    'time',
    `states no time that can be read, or none from 2000 to 2099; dated ${new Date(time).toISOString()}`,
  );
}

/** White space other than the space cannot be told apart on a screen, so it has no place in a key either. */
export function isBadId(id: string): boolean {
  // Nearly all ids are such, and one look is cheaper than three.
  if (PLAIN_ID.test(id)) return false;
  return id === '' || id.length > MAX_ID_LENGTH || isHostile(id) || /[\t\n\r]/.test(id);
}

/** Of a text with replaced bytes: two accounts, or two events, whose ids differ in these alone would be one. */
export function isMixedUp({ actor, target, identity }: Activity): boolean {
  const { uid, email, alias, credential } = actor;
  return [uid, email, alias, credential, target?.uid, target?.email, target?.alias, identity?.id].some((id) =>
    id?.includes('\ufffd'),
  );
}

const PLAIN_ID = /^[ -~]{1,256}$/;

/** A count that is none is unknown: what was done is told all the same. */
function cleanVolume({ records, bytes }: Volume, repairs: Malformed[]): Volume | undefined {
  const volume: { -readonly [Key in keyof Volume]: Volume[Key] } = {};
  const clean = (name: keyof Volume, count: number | undefined) => {
    if (count === undefined) return;
    if (Number.isInteger(count) && count >= 0) volume[name] = Math.min(count, Number.MAX_SAFE_INTEGER);
    else repairs.push(malformed(`volume.${name}`, NOT_A_COUNT));
  };
  clean('records', records);
  clean('bytes', bytes);
  return volume.records === undefined && volume.bytes === undefined ? undefined : volume;
}

function cleanActor(actor: Actor, repairs: Malformed[]): Actor {
  const { uid, type, email, name, alias, app, credential } = actor;
  const result: { -readonly [Key in keyof Actor]: Actor[Key] } = { uid, type };
  if (email !== undefined) result.email = email.toLowerCase();
  if (name !== undefined) result.name = clean(name, 'actor.name', repairs);
  // Nor joins a cleaned alias what belongs together.
  if (alias !== undefined && !isBadId(alias)) result.alias = alias;
  if (app !== undefined) result.app = clean(app, 'actor.app', repairs);
  if (credential === undefined) return result;
  // A cleaned id could be that of another credential, and a refused one would hide the event.
  if (isBadId(credential)) repairs.push(malformed('actor.credential', LEFT_OUT));
  else result.credential = credential;
  return result;
}

/** Left out if it is not clean, for the same reasons: whoever can choose his victim's id must not hide by it. */
function cleanTarget(target: Target, repairs: Malformed[]): Target | undefined {
  const { email } = target;
  if ([target.uid, email, target.alias].every((id) => id === undefined || !isBadId(id)))
    return email === undefined ? target : { ...target, email: email.toLowerCase() };
  repairs.push(malformed('target', LEFT_OUT));
  return undefined;
}

const LEFT_OUT =
  'is no id of 1 to 256 characters without control or bidirectional ones; processed without it';

function cleanSource(source: Source, repairs: Malformed[]): Source {
  const result: { -readonly [Key in keyof Source]: Source[Key] } = { ...source };
  if (source.ip !== undefined) result.ip = clean(source.ip, 'source.ip', repairs);
  if (source.country !== undefined) result.country = clean(source.country, 'source.country', repairs);
  if (source.asOrg !== undefined) result.asOrg = clean(source.asOrg, 'source.asOrg', repairs);
  if (source.client !== undefined) result.client = clean(source.client, 'source.client', repairs);
  return result;
}

/** Sorted and without repetition, so that vendors which list in no order give one answer. */
function cleanResources(resources: readonly Resource[], repairs: Malformed[]): readonly Resource[] {
  if (resources.length === 0) return resources;
  const cleaned = resources.map((resource) => cleanResource(resource, repairs));
  if (cleaned.length === 1) return cleaned;
  // Of two names the smaller: any rule will do that does not look at the order.
  cleaned.sort((a, b) => compare(a.type, b.type) || compare(a.uid, b.uid) || compare(a.name, b.name));
  const distinct = cleaned.filter((resource, at) => !isSame(resource, cleaned[at - 1]));
  if (distinct.length <= MAX_RESOURCES) return distinct;
  const rest = distinct.splice(MAX_RESOURCES - 1);
  return [...distinct, { type: OTHERS, uid: othersId(rest.map(({ type, uid }) => `${type}:${uid}`)) }];
}

function compare(a = '', b = ''): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function isSame(a: Resource, b: Resource | undefined): boolean {
  return a.uid === b?.uid && a.type === b.type;
}

function cleanResource({ type, uid, name }: Resource, repairs: Malformed[]): Resource {
  const result: { -readonly [Key in keyof Resource]: Resource[Key] } = {
    type: clean(type, 'resources.type', repairs),
    uid: clean(uid, 'resources.uid', repairs),
  };
  if (name !== undefined) result.name = clean(name, 'resources.name', repairs);
  return result;
}

/**
 * Of what is no key: an operation, of which whoever calls may choose a part where it is an address, and the id of an event,
 * which some servers take over from the request.
 */
function cleanId(id: string, path: string, repairs: Malformed[]): string {
  if (!isBadId(id)) return id;
  repairs.push(malformed(path, 'is no name of 1 to 256 plain characters; processed with it cleaned'));
  return cleanText(id, MAX_ID_LENGTH);
}

function clean(text: string, path: string, repairs: Malformed[]): string {
  if (text.length > MAX_TEXT_LENGTH) {
    repairs.push(malformed(path, 'is longer than 256 characters; processed with it cut'));
    return cleanText(text, MAX_TEXT_LENGTH);
  }
  if (isHostile(text)) {
    repairs.push(malformed(path, 'holds control or bidirectional characters; processed with them replaced'));
    return cleanText(text, MAX_TEXT_LENGTH);
  }
  return text;
}

function malformed(path: string, reason: string): Malformed {
  return { kind: 'malformed', path, reason };
}
