import { isObject } from '../vendors/field.ts';
import type { Json, JsonObject } from '../vendors/vendor.ts';
import { compilePath, type ReadField } from './event-field.ts';

/** A field of a rule, under the one name that all its spellings have for this vendor. */
export interface Field {
  readonly name: string;
  readonly read: ReadField;
}

/** How the names of rules map to the vendor's raw events. */
interface Taxonomy {
  /** The field that says what was done: nearly every rule asks for some of its values. */
  readonly key?: string;
  /** Other names of fields, in lower case. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Where a name stands in the raw events, if not where it says. */
  readonly paths?: Readonly<Record<string, readonly string[]>>;
  /** What is put behind the values of a field. */
  readonly suffixes?: Readonly<Record<string, string>>;
  /** Rules write these before names, because their logs came in an envelope. */
  readonly prefixes?: readonly string[];
  /** What another log shipper puts before names, which it writes in snake case, and what stands for it. */
  readonly snake?: readonly [string, string];
  /** Lists of names and values, which most SIEMs turn into fields; looked at for names that are not there. */
  readonly pairs?: readonly string[];
}

const TAXONOMIES: Readonly<Record<string, Taxonomy>> = {
  okta: { key: 'eventType' },
  aws: { key: 'eventName' },
  github: { key: 'action' },
  slack: { key: 'action' },
  openai: { key: 'type' },
  anthropic: { key: 'type' },
  mixpanel: { key: 'event_type' },
  amplitude: { key: 'action' },
  snowflake: { key: 'QUERY_TYPE' },
  auth0: { key: 'type', prefixes: ['data.'], paths: { type: ['type', 'data.type'] } },
  gcp: {
    key: 'protoPayload.methodName',
    prefixes: ['data.'],
    snake: ['gcp.audit.', 'protoPayload.'],
    aliases: {
      // Some public rules look for these one level too deep.
      'protopayload.resource.type': 'resource.type',
      'protopayload.logname': 'logName',
    },
  },
  // The Reports API; public rules are written for what Cloud Logging makes of it.
  'google-workspace': {
    key: 'eventName',
    prefixes: ['data.', 'protoPayload.metadata.event.'],
    aliases: { 'protopayload.servicename': 'eventService', 'protopayload.methodname': 'eventName' },
    paths: {
      eventName: ['events.name', 'event.name', 'name'],
      eventService: ['id.applicationName'],
    },
    suffixes: { eventService: '.googleapis.com' },
    pairs: ['events.parameters', 'event.parameters', 'parameters'],
  },
  m365: {
    key: 'Operation',
    paths: { eventSource: ['EventSource', 'Workload'], eventName: ['Operation', 'Name'] },
    pairs: ['Parameters', 'ExtendedProperties', 'OperationProperties', 'ModifiedProperties'],
  },
};

const PLAIN: Taxonomy = {};

/** The field that a rule set sorts its rules by; undefined where a vendor has none. */
export function keyField(vendor: string): Field | undefined {
  const { key } = TAXONOMIES[vendor] ?? PLAIN;
  return key === undefined ? undefined : compileField(key, vendor);
}

/** Where the key field stands in the vendor's raw events. */
export function keyPath(vendor: string): string | undefined {
  const { key, paths = {} } = TAXONOMIES[vendor] ?? PLAIN;
  return key === undefined ? undefined : (ownOf(paths, key)?.[0] ?? key);
}

export function compileField(written: string, vendor: string): Field {
  const taxonomy = TAXONOMIES[vendor] ?? PLAIN;
  const { paths = {}, suffixes = {} } = taxonomy;
  const name = canonicalName(written, taxonomy);
  // The key is read alike however a rule writes it: by its values rules are found.
  const isOneName = written === name || name === taxonomy.key;
  const own = ownOf(paths, name) ?? (isOneName ? [name] : [name, written]);
  const suffix = ownOf(suffixes, name);
  const read = readAll(own.map(compilePath));
  const readPairs = readAll(pairReads(name, taxonomy));
  return {
    name,
    read(event) {
      const values = read(event);
      return values.length === 0 ? readPairs(event) : withSuffix(values, suffix);
    },
  };
}

/** A rule may well ask for a field that is called `constructor`. */
function ownOf<T>(values: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function canonicalName(written: string, taxonomy: Taxonomy): string {
  const { aliases = {}, paths = {}, prefixes = [], snake = ['', ''], key } = taxonomy;
  let bare = written;
  for (const prefix of prefixes) if (bare.startsWith(prefix)) bare = bare.slice(prefix.length);
  const [shipped, stands] = snake;
  if (shipped !== '' && bare.startsWith(shipped))
    bare =
      stands + bare.slice(shipped.length).replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const known = ownOf(aliases, bare.toLowerCase()) ?? bare;
  const spelled = [key ?? '', ...Object.keys(paths)].find((one) => one.toLowerCase() === known.toLowerCase());
  return spelled ?? known;
}

const NOTHING: readonly Json[] = [];

function readAll(reads: readonly ReadField[]): ReadField {
  const [only] = reads;
  if (only === undefined) return () => NOTHING;
  return reads.length === 1 ? only : (event) => reads.flatMap((read) => read(event));
}

function withSuffix(values: readonly Json[], suffix: string | undefined): readonly Json[] {
  if (suffix === undefined) return values;
  return values.map((value) => (typeof value === 'string' ? value + suffix : value));
}

const VALUE_NAMES = ['value', 'Value', 'intValue', 'boolValue', 'multiValue', 'multiIntValue', 'NewValue'];

function pairReads(name: string, { pairs = [], paths = {} }: Taxonomy): ReadField[] {
  if (name.includes('.') || Object.hasOwn(paths, name)) return [];
  const lower = name.toLowerCase();
  return pairs.flatMap((path): ReadField[] => {
    const readPairs = compilePath(path);
    // A lake may have made a map of the list.
    const inMap = compilePath(`${path}.${name}`);
    return [
      (event) => readPairs(event).flatMap((pair) => (isNamed(pair, lower) ? valuesOf(pair) : [])),
      (event) => inMap(event),
    ];
  });
}

function isNamed(pair: Json, lower: string): pair is JsonObject {
  if (!isObject(pair)) return false;
  const name = pair['name'] ?? pair['Name'];
  return typeof name === 'string' && name.toLowerCase() === lower;
}

function valuesOf(pair: JsonObject): Json[] {
  const name = VALUE_NAMES.find((candidate) => Object.hasOwn(pair, candidate));
  const value = name === undefined ? undefined : pair[name];
  if (value === undefined) return [];
  return Array.isArray(value) ? [...value] : [value];
}
