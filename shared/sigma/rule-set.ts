import type { JsonObject } from '../vendors/vendor.ts';
import { LEVELS, type RuleText, type SigmaRule } from './rule.ts';
import { type Field, keyField } from './taxonomy.ts';
import { textOf } from './values.ts';

/** Compiled rules, sorted by vendor and by the events that they can be about. */
export interface RuleSet {
  readonly rules: readonly SigmaRule[];
  /** Of each rule that a raw event matches a hit, sorted and at most 8; undefined where there are none. */
  match(vendor: string, event: JsonObject): readonly string[] | undefined;
  /** What a finding tells of a rule that was hit, by its hit or uid. */
  find(hit: string): RuleText | undefined;
}

/**
 * A rule's uid, and before that of a live one how grave it is: an hour keeps the first of so many hits, and what is only
 * recorded must not push out what pages. Behind honey, before all uids.
 */
function hitOf({ uid, stage, level }: SigmaRule): string {
  return stage === 'live' ? `$${LEVELS.length - 1 - LEVELS.indexOf(level)} ${uid}` : uid;
}

const LIVE = /^\$\d /;

/** Also of a hit as older versions stored it. */
export function ruleOfHit(hit: string): string {
  return hit.replace(LIVE, '');
}

export const MAX_HITS = 8;

/** Of two rules with one uid the later counts: so a rule of one's own takes the place of a shipped one. */
export function ruleSet(rules: readonly SigmaRule[]): RuleSet {
  const byUid = new Map(rules.map((rule) => [rule.uid, rule]));
  const asked = [...byUid.values()].filter(({ stage }) => stage !== 'off');
  const byVendor = new Map(
    [...new Set(asked.map(({ vendor }) => vendor))].map((vendor) => [
      vendor,
      indexRules(
        asked.filter((rule) => rule.vendor === vendor),
        keyField(vendor),
      ),
    ]),
  );
  const texts = new Map([...byUid].map(([uid, { test: _, ...text }]) => [uid, text]));
  return {
    rules: [...byUid.values()],
    match(vendor, event) {
      const candidates = byVendor.get(vendor)?.(event) ?? [];
      const hits = candidates.filter(({ test }) => test.holds(event));
      return hits.length === 0 ? undefined : hitsOf(hits);
    },
    find: (hit) => texts.get(ruleOfHit(hit)),
  };
}

const NONE: readonly SigmaRule[] = [];

/** The rules that an event could match, by what its key field holds: for most events none. */
function indexRules(
  rules: readonly SigmaRule[],
  key: Field | undefined,
): (event: JsonObject) => readonly SigmaRule[] {
  const unsorted = rules.filter(({ test }) => test.keys === undefined);
  const byKey = new Map<string, SigmaRule[]>();
  for (const rule of rules)
    for (const value of rule.test.keys ?? []) byKey.set(value, [...(byKey.get(value) ?? []), rule]);
  return (event) => {
    const values = key?.read(event) ?? [];
    const found = values.flatMap((value) => byKey.get((textOf(value) ?? '').toLowerCase()) ?? NONE);
    // A field that is a list may lead to one rule twice.
    const sorted = values.length > 1 ? [...new Set(found)] : found;
    return unsorted.length === 0 ? sorted : [...unsorted, ...sorted];
  };
}

/** The gravest first, so that what pages is not cut off by what is only recorded. */
function hitsOf(hits: readonly SigmaRule[]): readonly string[] {
  const gravity = ({ stage, level }: SigmaRule) =>
    (stage === 'live' ? LEVELS.length : 0) + LEVELS.indexOf(level);
  return [...hits]
    .sort((a, b) => gravity(b) - gravity(a) || (a.uid < b.uid ? -1 : 1))
    .slice(0, MAX_HITS)
    .map(hitOf)
    .sort();
}
