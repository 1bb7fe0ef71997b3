import { countsVolume, type Draft, type Kind, movesData } from '../activity.ts';
import { parseTime } from '../time.ts';
import { kindOfTarget } from './access-words.ts';
import { isObject, known } from './field.ts';
import { checkMapping } from './mapping-check.ts';
import type {
  ActorMapping,
  Mapping,
  Pattern,
  Pointer,
  Recogniser,
  TargetMapping,
  VolumeMapping,
} from './mapping-format.ts';
import { compileLacks } from './mapping-lacks.ts';
import {
  compileActors,
  compileChoices,
  compileOutside,
  compileResource,
  compileSource,
  compileTargets,
  compileVolumes,
} from './mapping-parts.ts';
import {
  asList,
  compileAddress,
  compileCondition,
  compileNames,
  compilePointer,
  compileTable,
  compileText,
  firstTokens,
  type Holds,
  pathOf,
} from './mapping-path.ts';
import type { Problem } from './mapping-shape.ts';
import { outsideIf } from './outside.ts';
import { type Coverage, type Json, type JsonObject, malformed, type Parsed, type Vendor } from './vendor.ts';

export type ReadMapping =
  | { readonly kind: 'vendor'; readonly vendor: Vendor }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/**
 * A vendor from its mapping file: JSON that says where the fields of its events are and what its operations
 * mean. No code and no regular expression comes from the file; docs/vendors.md is the recipe.
 */
export function readMapping(value: Json): ReadMapping {
  const checked = checkMapping(value);
  return checked.kind === 'invalid' ? checked : { kind: 'vendor', vendor: vendorOf(checked.mapping) };
}

/** For mappings that were held to the format before, by a test or when they were bundled: a cold start need not. */
export function checkedVendor(mapping: JsonObject): Vendor {
  return vendorOf(mapping as unknown as Mapping);
}

function vendorOf(mapping: Mapping): Vendor {
  const recognised = asList<Recogniser>(mapping.recognises);
  const recognisers = recognised.map(compileRecogniser);
  let lacks: Vendor['lacks'];
  // Compiled at the first event: most functions never see one of most vendors.
  let parse: Vendor['parse'] | undefined;
  return {
    uid: mapping.uid,
    title: mapping.title,
    revision: mapping.revision,
    ...(mapping.counts === undefined ? {} : { counts: mapping.counts }),
    ...(mapping.bulk === undefined ? {} : { isBulk: compileKeptNames(mapping.bulk) }),
    ...(mapping.standing === undefined ? {} : { isStanding: compileKeptNames(mapping.standing) }),
    marks: marksOf(recognised),
    recognises: (event) => recognisers.some((recognises) => recognises(event)),
    ...(mapping.events === undefined ? {} : { eventsIn: compileEvents(asList<Pointer>(mapping.events)) }),
    lacks(event) {
      lacks ??= compileLacks(recognised);
      return lacks(event);
    },
    parse(event) {
      parse ??= compileParser(mapping);
      return parse(event);
    },
    coverage: mapping.coverage ?? UNKNOWN_COVERAGE,
  };
}

/** As a profile keeps a long name: its beginning, and a hash of it. */
const CUT = /^(.*)~[0-9a-f]{8}$/s;

/** Of a name that was cut, those count that say so much of it before their first star. */
function compileKeptNames(patterns: readonly Pattern[]): (name: string) => boolean {
  const isNamed = compileNames(patterns);
  const beginnings = patterns.map((pattern) => pattern.split('*', 1)[0] ?? '');
  return (name) => {
    if (isNamed(name)) return true;
    const kept = CUT.exec(name)?.[1];
    return kept !== undefined && beginnings.some((one) => one.startsWith(kept));
  };
}

const UNKNOWN_COVERAGE: Coverage = {
  source: 'Described by a mapping file, which does not say how the log is got.',
  delay: 'not stated',
  sees: ['the operations that the mapping file names'],
  blindSpots: ['not stated: the mapping file has no coverage'],
  reference: 'prose only: the mapping file names no source',
};

/** A recogniser has a pointer, and each has to lead somewhere, so its first one begins with a key of the event. */
function marksOf(recognised: readonly Recogniser[]): readonly string[] {
  return recognised.flatMap(({ keys = [], values = {} }) =>
    firstTokens(keys[0] ?? Object.keys(values)[0] ?? ''),
  );
}

function compileEvents(pointers: readonly Pointer[]): (answer: JsonObject) => readonly Json[] | undefined {
  const reads = pointers.map(compilePointer);
  return (answer) => {
    for (const read of reads) {
      const events = read(answer);
      if (Array.isArray(events)) return events;
      if (isObject(events)) return [events];
    }
    return undefined;
  };
}

function compileRecogniser({ keys = [], values }: Recogniser): Holds {
  const pointers = keys.map(compilePointer);
  const holds = compileCondition(values);
  return (event) => pointers.every((read) => read(event) !== undefined) && holds(event);
}

function compileParser(mapping: Mapping): (event: JsonObject) => Parsed {
  const readOperation = compileText(mapping.operation);
  const readAddress = compileAddress(mapping.operation);
  const readTime = compileText(mapping.time);
  const judge = compileJudge(mapping);
  const isListed = listedIn(mapping);
  const outcomeOf = compileChoices(mapping.outcome ?? 'unknown');
  const actorOf = compileActors(asList<ActorMapping>(mapping.actor));
  const targetOf = compileTargets(asList<TargetMapping>(mapping.target ?? []));
  const sourceOf = compileSource(mapping.source ?? {});
  const resources = (mapping.resources ?? []).map(compileResource);
  const volumeOf = compileVolumes(asList<VolumeMapping>(mapping.volume ?? []));
  const opensOutside = compileOutside(mapping.outside ?? []);
  const readEventId = compileText(mapping.identity?.event ?? []);
  const readOperationId = compileText(mapping.identity?.operation ?? []);
  const readSession = compileText(mapping.session ?? []);

  return (event) => {
    const operation = readOperation(event);
    if (operation === undefined)
      return malformed(pathOf(mapping.operation), 'expected the name of the operation');
    const taken = isListed(operation) ? operation : (readAddress(event) ?? operation);
    const { judgement, name } = judgeBoth(judge, event, operation, taken);
    if (judgement.kind === 'ignored') return judgement;
    const actor = actorOf(event);
    if (actor === undefined)
      return malformed(
        pathOf(asList<ActorMapping>(mapping.actor)[0]?.uid ?? []),
        'expected the id of the actor',
      );
    const kind = judgement.as;
    const eventId = readEventId(event);
    const draft: Draft = known({
      identity: identityOf(eventId, readOperationId(event)),
      eventId,
      time: parseTime(readTime(event)),
      kind,
      operation,
      outcome: outcomeOf(event) ?? 'unknown',
      actor,
      target: targetOf(event, kindOfTarget(mapping.uid, kind, operation), actor),
      source: sourceOf(event),
      resources: resources.flatMap((read) => read(event)),
      // The size of an upload is not something that left.
      volume: countsVolume(kind) || movesData(kind) ? volumeOf(event) : undefined,
      outside: outsideIf(kind, () => opensOutside(event, name, actor)),
      session: readSession(event),
    });
    return { kind: 'activity', draft };
  };
}

function identityOf(eventId: string | undefined, operationId: string | undefined): Draft['identity'] {
  if (operationId !== undefined) return { kind: 'operation', id: operationId };
  return eventId === undefined ? undefined : { kind: 'event', id: eventId };
}

type Judgement =
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'kept'; readonly as: Kind };

/** Whoever lists an operation as it is written says what it is, whatever its server makes of it. */
function listedIn({ kinds, ignored = {}, exceptions = [] }: Mapping): (operation: string) => boolean {
  const names = new Set([
    ...Object.keys(kinds),
    ...Object.keys(ignored),
    ...exceptions.flatMap(({ operations = [] }) => operations),
  ]);
  return (operation) => names.has(operation);
}

/** An operation may be an address: it is what its server takes it for, unless only what is written tells of data or access. */
function judgeBoth(
  judge: (event: JsonObject, operation: string) => Judgement,
  event: JsonObject,
  written: string,
  taken: string,
): { readonly judgement: Judgement; readonly name: string } {
  const asTaken = { judgement: judge(event, taken), name: taken };
  if (taken === written || tells(asTaken.judgement)) return asTaken;
  const asWritten = { judgement: judge(event, written), name: written };
  return tells(asWritten.judgement) ? asWritten : asTaken;
}

function tells(judgement: Judgement): boolean {
  return judgement.kind === 'kept' && judgement.as !== 'other';
}

/** What an event means: the first exception that holds, else what its operation is listed as. */
function compileJudge(mapping: Mapping): (event: JsonObject, operation: string) => Judgement {
  const kindOf = compileTable(mapping.kinds);
  const reasonOf = compileTable(mapping.ignored ?? {});
  const exceptions = (mapping.exceptions ?? []).map(({ operations, where, kind, ignored }) => ({
    named: compileNames(operations),
    holds: compileCondition(where),
    kind,
    ignored,
  }));
  return (event, operation) => {
    const exception = exceptions.find(({ named, holds }) => named(operation) && holds(event));
    const reason = exception === undefined ? reasonOf(operation) : exception.ignored;
    if (reason !== undefined) return { kind: 'ignored', reason };
    return { kind: 'kept', as: exception?.kind ?? kindOf(operation) ?? 'other' };
  };
}
