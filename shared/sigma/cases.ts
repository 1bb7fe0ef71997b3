import { decodeText } from '../decode.ts';
import { isObject } from '../vendors/field.ts';
import { findVendor, VENDORS } from '../vendors/index.ts';
import { recogniserOf } from '../vendors/recognise.ts';
import type { Json, JsonObject } from '../vendors/vendor.ts';
import type { SigmaRule } from './rule.ts';
import { ruleSet } from './rule-set.ts';
import { keyPath } from './taxonomy.ts';

/** Raw events that a rule must match and must not: what stands beside it in `NAME.cases.json`. */
export interface Cases {
  readonly matches: readonly JsonObject[];
  readonly misses: readonly JsonObject[];
}

export type ReadCases =
  | { readonly kind: 'cases'; readonly cases: Cases }
  | { readonly kind: 'invalid'; readonly reason: string };

/**
 * `{ base?, matches, misses }`. Each case is merged over `base` (RFC 7396: null takes a field away), so that it
 * says only what is particular to it.
 */
export function readCases(value: Json): ReadCases {
  if (!isObject(value)) return invalid('is no object with matches and misses');
  const { base = {}, matches, misses } = value;
  if (!isObject(base)) return invalid('base: expected a raw event');
  if (!isEvents(matches)) return invalid('matches: expected a list of at least one raw event');
  if (!isEvents(misses)) return invalid('misses: expected a list of at least one raw event');
  const over = (change: JsonObject) => merged(base, change, 0);
  return { kind: 'cases', cases: { matches: matches.map(over), misses: misses.map(over) } };
}

function invalid(reason: string): ReadCases {
  return { kind: 'invalid', reason };
}

function isEvents(value: Json | undefined): value is readonly JsonObject[] {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}

const MAX_NESTING = 64;

function merged(base: JsonObject, change: JsonObject, depth: number): JsonObject {
  const result = new Map<string, Json | undefined>(Object.entries(base));
  for (const [name, value] of Object.entries(change)) {
    const old = result.get(name);
    if (value === null) result.delete(name);
    else if (isObject(value) && depth < MAX_NESTING)
      result.set(name, merged(isObject(old) ? old : {}, value, depth + 1));
    else result.set(name, value);
  }
  return Object.fromEntries(result);
}

export interface CaseFailure {
  /** `matches[0]`. */
  readonly at: string;
  /**
   * `verdict`: the rule says otherwise. `unread`: it matches an event that Outflow does not read as an activity
   * of the vendor, so that it would never be asked about it. `partial`: that cannot be told, because the case is only
   * what the rule looks at and no whole event.
   */
  readonly kind: 'verdict' | 'unread' | 'partial';
  readonly reason: string;
}

/** What is wrong with a rule by its own cases; nothing, if it does what they say. */
export function runCases(rule: SigmaRule, { matches, misses }: Cases): readonly CaseFailure[] {
  return [
    ...matches.flatMap((event, index) => failureOf(rule, event, `matches[${index}]`)),
    ...misses.flatMap((event, index): CaseFailure[] =>
      rule.test.holds(event)
        ? [{ at: `misses[${index}]`, kind: 'verdict', reason: 'the rule matches and should not' }]
        : [],
    ),
  ];
}

function failureOf(rule: SigmaRule, event: JsonObject, at: string): CaseFailure[] {
  if (!rule.test.holds(event)) return [{ at, kind: 'verdict', reason: 'the rule does not match and should' }];
  const unread = whyUnread(rule, event);
  return unread === undefined ? [] : [{ at, ...unread }];
}

/**
 * Why a rule can never be met although it can be used: all events that it asks for are noise to Outflow, which
 * asks rules about activities only. Undefined where that cannot be told from the rule.
 */
export function whyNeverAsked({ vendor: uid, test }: SigmaRule): string | undefined {
  const vendor = findVendor(uid);
  const path = keyPath(uid);
  if (vendor === undefined || path === undefined || test.keys === undefined) return undefined;
  const read = [...test.keys].map((value) => vendor.parse(eventWith(path, value)));
  const [first] = read;
  if (first?.kind !== 'ignored' || !read.every(({ kind }) => kind === 'ignored')) return undefined;
  return `Outflow ignores the events of ${vendor.title} that it asks for: ${first.reason}`;
}

/** `{ protoPayload: { methodName: 'x' } }`. */
export function eventWith(path: string, value: string): JsonObject {
  return path.split('.').reduceRight<Json>((inner, name) => ({ [name]: inner }), value) as JsonObject;
}

const HASH_KEY = new Uint8Array(32);

/** Rules are asked about activities only: an event that is noise to Outflow meets none, nor one of another vendor. */
function whyUnread(rule: SigmaRule, event: JsonObject): Omit<CaseFailure, 'at'> | undefined {
  const vendor = findVendor(rule.vendor);
  if (vendor === undefined) return undefined;
  const rules = ruleSet([{ ...rule, stage: 'staging' }]);
  const { activities, ignored, malformed } = decodeText(JSON.stringify(event), {
    hashKey: HASH_KEY,
    vendor,
    rules,
  });
  if (activities.some(({ hits }) => hits?.includes(rule.uid))) return undefined;
  const [noise] = ignored;
  if (noise !== undefined)
    return { kind: 'unread', reason: `Outflow ignores such events of ${vendor.title}: ${noise.reason}` };
  const other = vendor.recognises(event) ? undefined : recogniserOf(VENDORS)(event);
  if (other !== undefined)
    return {
      kind: 'unread',
      reason: `Outflow reads this as an event of ${other.title}, not of ${vendor.title}`,
    };
  const [bad] = malformed;
  const why = [bad?.path, bad?.reason].filter(Boolean).join(': ');
  return {
    kind: 'partial',
    reason: `Outflow does not read this as a whole event of ${vendor.title}: ${why}`,
  };
}
