import { sha256Hex } from '../hash.ts';
import type { Settings } from '../settings.ts';
import { type Contract, LISTED } from './contract.ts';
import { canonical } from './diff.ts';
import { type FeedExpectation, isWhole, type Setting } from './document.ts';
import type { Suppression } from './suppression.ts';

/**
 * One of all that decides how much on-call is told: a setting, the lines, a live rule or detector. Of each is kept what it
 * takes to tell later whether less is told than before, and no more of it: thousands of them have to fit an item.
 */
export interface Guard {
  readonly kind: GuardKind;
  readonly id: string;
  /** What people call it; empty where that is too much to keep. */
  readonly name: string;
  readonly outline: object;
}

export type GuardKind = (typeof GUARD_SETTINGS)[number] | 'thresholds' | 'rules' | 'detectors';

/** The kinds of settings that are guards, but for thresholds, which are told by the lines that they make. */
export const GUARD_SETTINGS = ['suppressions', 'contracts', 'feeds'] as const;

/** Of a live rule. */
export interface RuleOutline {
  readonly level: string;
  /** Of the level among all. */
  readonly rank: number;
  /**
   * A hash of its conditions, which tells that others stand, and not whether they match less; `AS_SHIPPED`; undefined as an
   * earlier version kept it.
   */
  readonly asks?: string;
}

/** What a release changes in rules of its own stands in its changelog. */
export const AS_SHIPPED = 'as shipped';

/** Longer than most names, and of what is longer as much of its hash. */
const KEPT_BYTES = 24;
const NAME_LENGTH = 60;

const keptOr = (text: string, hashLength: number) =>
  Buffer.byteLength(text) > KEPT_BYTES ? sha256Hex(text).slice(0, hashLength) : text;

const kept = (text: string) => keptOr(text, KEPT_BYTES);

/** Longer than any that is kept as it is: otherwise one could be named so that it passes for another. */
const keptId = (id: string) => keptOr(id, KEPT_BYTES + 1);

/** What counts for nothing where it stands is no guard. Of an outline it is the same outline. */
export function guardOf(setting: Setting): Guard | undefined {
  const { kind: of, id, value } = setting;
  if (!isWhole(setting)) return undefined;
  const guard = (outline: object): Guard => ({
    kind: of as GuardKind,
    id: keptId(id),
    name: named(id),
    outline,
  });
  if (of === 'suppressions') {
    const { scope, expires } = value as Suppression;
    return guard({ expires, scope: mapped({ ...scope }, kept) });
  }
  if (of === 'feeds') return guard({ silentHours: (value as FeedExpectation).silentHours });
  if (of !== 'contracts') return undefined;
  const contract = value as Contract;
  const { fromDay, hoursUtc, dailyRecords } = contract;
  const listed = Object.fromEntries(LISTED.map((name) => [name, contract[name]]));
  const lists = mapped(defined(listed), (list) => list.map(kept));
  return guard({ ...lists, ...defined({ hoursUtc, dailyRecords }), fromDay });
}

export function linesGuard(lines: Settings): Guard {
  return { kind: 'thresholds', id: 'thresholds', name: '', outline: lines };
}

export function liveGuard(of: 'rules' | 'detectors', id: string, title: string, outline: object): Guard {
  return { kind: of, id: keptId(id), name: named(title), outline };
}

/** Within 400 KiB, which an item of DynamoDB holds, for a thousand of each kind. */
const MAX_KEPT_BYTES = 300 * 1024;

/** As they are, or, where that is too much, a hash of each. */
export function storable(guards: readonly Guard[]): readonly Guard[] {
  return Buffer.byteLength(JSON.stringify(guards)) <= MAX_KEPT_BYTES
    ? guards
    : guards.map((one) => (one.kind === 'thresholds' ? one : hashed(one)));
}

/** Of a guard that is kept so already, as it is. */
export function hashed(guard: Guard): Guard {
  return isHashed(guard)
    ? guard
    : { ...guard, name: '', outline: { hash: sha256Hex(canonical(guard.outline)).slice(0, 16) } };
}

export function isHashed({ outline }: Guard): boolean {
  return 'hash' in outline;
}

function named(text: string): string {
  return text.length > NAME_LENGTH ? `${text.slice(0, NAME_LENGTH - 3)}...` : text;
}

function mapped<Value, Result>(
  values: Readonly<Record<string, Value>>,
  of: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, of(value)]));
}

/** Without what is absent. */
function defined<Value>(values: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, Value] => entry[1] !== undefined),
  );
}
