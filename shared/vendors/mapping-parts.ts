import type { Actor, Draft, Kind, Resource, Source, Volume } from '../activity.ts';
import { clientFrom, clientOf } from '../client.ts';
import { parseAddress } from '../network.ts';
import { asn, emailOf, isObject, known, knownOrNone } from './field.ts';
import type {
  ActorMapping,
  Choice,
  Choices,
  Count,
  OutsideMapping,
  ResourceMapping,
  SourceMapping,
  TargetMapping,
  VolumeMapping,
} from './mapping-format.ts';
import {
  asList,
  compileCondition,
  compileNames,
  compilePointer,
  compileTable,
  compileText,
  jsonInside,
  type ReadText,
  textOf,
} from './mapping-path.ts';
import { isForeign } from './outside.ts';
import { targetOf } from './target.ts';
import type { Json, JsonObject } from './vendor.ts';

/** Compiles the parts of a mapping into functions that read them out of an event. */

export function compileChoices<Word extends string>(
  choices: Choices<Word>,
): (event: JsonObject) => Word | undefined {
  const compiled = asList<Choice<Word>>(choices).map(compileChoice);
  return (event) => {
    for (const choose of compiled) {
      const word = choose(event);
      if (word !== undefined) return word;
    }
    return undefined;
  };
}

function compileChoice<Word extends string>(choice: Choice<Word>): (event: JsonObject) => Word | undefined {
  if (typeof choice === 'string') return () => choice;
  const read = compileText(choice.path);
  const wordOf = compileTable(choice.values);
  return (event) => {
    const value = read(event);
    return (value === undefined ? undefined : wordOf(value)) ?? choice.otherwise;
  };
}

export function compileActors(mappings: readonly ActorMapping[]): (event: JsonObject) => Actor | undefined {
  const actors = mappings.map(({ where, uid, type, email, name, app, credential }) => ({
    holds: compileCondition(where),
    uid: compileText(uid),
    type: compileChoices(type ?? 'unknown'),
    email: compileText(email ?? []),
    name: compileText(name ?? []),
    app: compileText(app ?? []),
    credential: compileText(credential ?? []),
  }));
  return (event) => {
    for (const { holds, uid: readUid, type, email, name, app, credential } of actors) {
      const uid = holds(event) ? readUid(event) : undefined;
      if (uid === undefined) continue;
      return known({
        // Where an e-mail is the id, its capitals must not make a second actor.
        uid: emailOf(uid) ?? uid,
        type: type(event) ?? 'unknown',
        email: emailOf(email(event)),
        name: name(event),
        app: app(event),
        credential: credential(event),
      });
    }
    return undefined;
  };
}

export function compileTargets(
  mappings: readonly TargetMapping[],
): (event: JsonObject, kind: Kind, actor: Actor) => Draft['target'] {
  const targets = mappings.map(({ where, each, uid, email }) => ({
    holds: compileCondition(where),
    items: each === undefined ? undefined : compilePointer(each),
    uid: compileText(uid ?? []),
    email: compileText(email ?? []),
  }));
  return (event, kind, actor) => {
    for (const { holds, items, uid: readUid, email } of targets) {
      for (const from of items === undefined ? [event] : objectsIn(items(event))) {
        if (!holds(from)) continue;
        const uid = readUid(from);
        const target = targetOf(kind, actor, emailOf(uid) ?? uid, email(from));
        if (target !== undefined) return target;
      }
    }
    return undefined;
  };
}

export function compileSource(mapping: SourceMapping): (event: JsonObject) => Source | undefined {
  const read = (part: keyof SourceMapping): ReadText => compileText(mapping[part] ?? []);
  const [ip, country, asNumber, asOrg] = [read('ip'), read('country'), read('asn'), read('asOrg')];
  const [userAgent, browser, system] = [read('userAgent'), read('browser'), read('system')];
  return (event) =>
    knownOrNone({
      ip: parseAddress(ip(event)),
      country: countryOf(country(event)),
      asn: asn({ asn: asNumber(event) }, 'asn'),
      asOrg: asOrg(event),
      client: clientOf(userAgent(event)) ?? clientFrom(browser(event), system(event)),
    });
}

/** Codes in capitals, so that one country is one value; names as they are. */
function countryOf(country: string | undefined): string | undefined {
  return country?.length === 2 ? country.toUpperCase() : country;
}

const MAX_ITEMS = 100;

export function compileResource(mapping: ResourceMapping): (event: JsonObject) => Resource[] {
  const { each, type } = mapping;
  const holds = compileCondition(mapping.where);
  const readUid = compileText(mapping.uid);
  const readName = compileText(mapping.name ?? []);
  const typeOf =
    typeof type === 'string' ? () => type : withDefault(compileText(type.path), type.otherwise ?? 'unknown');
  const readItems = each === undefined ? undefined : compilePointer(each);
  const resourceOf = (from: JsonObject): Resource[] => {
    const uid = readUid(from);
    return uid === undefined ? [] : [known({ type: typeOf(from), uid, name: readName(from) })];
  };
  return (event) => {
    if (!holds(event)) return [];
    if (readItems === undefined) return resourceOf(event);
    return objectsIn(readItems(event)).flatMap(resourceOf);
  };
}

/** What is no object, such as one of a list of ids, is found at `/`. */
function objectsIn(value: Json | undefined): JsonObject[] {
  const items = itemsIn(value).slice(0, MAX_ITEMS);
  return items.map((item) => (isObject(item) ? item : { '': item }));
}

function withDefault(read: ReadText, otherwise: string): (from: JsonObject) => string {
  return (from) => read(from) ?? otherwise;
}

export function compileOutside(
  mappings: readonly OutsideMapping[],
): (event: JsonObject, operation: string, actor: Actor) => boolean {
  const ways = mappings.map(({ operations, where, recipient }) => ({
    named: compileNames(operations),
    holds: compileCondition(where),
    recipient: recipient === undefined ? undefined : compileText(recipient),
  }));
  return (event, operation, actor) =>
    ways.some(
      ({ named, holds, recipient }) =>
        named(operation) && holds(event) && (recipient === undefined || isForeign(actor, recipient(event))),
    );
}

export function compileVolumes(
  mappings: readonly VolumeMapping[],
): (event: JsonObject) => Volume | undefined {
  const volumes = mappings.map(({ where, records, bytes }) => ({
    holds: compileCondition(where),
    records: compileCount(records ?? []),
    bytes: compileCount(bytes ?? []),
  }));
  return (event) => {
    const volume = volumes.find(({ holds }) => holds(event));
    return volume && knownOrNone({ records: volume.records(event), bytes: volume.bytes(event) });
  };
}

function compileCount(count: Count): (event: JsonObject) => number | undefined {
  if (isSum(count)) {
    const readItem = compilePointer(count.sum);
    const readList = compilePointer(count.of);
    return (event) => {
      const numbers = itemsIn(readList(event)).map((item) => numberOf(textOf(readItem(item))));
      const stated = numbers.filter((value) => value !== undefined);
      return stated.length === 0 ? undefined : stated.reduce((sum, value) => sum + value, 0);
    };
  }
  if (isLength(count)) {
    const readList = compilePointer(count.count);
    return (event) => {
      return listOf(readList(event))?.length;
    };
  }
  const read = compileText(count);
  return (event) => numberOf(read(event));
}

function isSum(count: Count): count is { readonly sum: string; readonly of: string } {
  return typeof count === 'object' && 'sum' in count;
}

function isLength(count: Count): count is { readonly count: string } {
  return typeof count === 'object' && 'count' in count;
}

function itemsIn(value: Json | undefined): readonly Json[] {
  return listOf(value) ?? [];
}

/** Also where it is written as text. */
function listOf(value: Json | undefined): readonly Json[] | undefined {
  const list = typeof value === 'string' ? jsonInside(value) : value;
  return Array.isArray(list) ? list : undefined;
}

/** Also where it is written as text. What is no number is unknown. */
function numberOf(value: string | undefined): number | undefined {
  return value !== undefined && /^-?\d{1,20}(?:\.\d{1,9})?$/.test(value) ? Number(value) : undefined;
}
