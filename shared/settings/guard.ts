import { sha256Hex } from '../hash.ts';
import { quieterLines, type Settings } from '../settings.ts';
import { type Contract, looser } from './contract.ts';
import { canonical } from './diff.ts';
import { type FeedExpectation, isWhole, type Setting } from './document.ts';
import { isWider, type Suppression } from './suppression.ts';

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

export type GuardKind = keyof typeof KINDS;

/** The kinds of settings that are guards, but for thresholds, which are told by the lines that they make. */
export const GUARD_SETTINGS = ['suppressions', 'contracts', 'feeds'] as const;

/** Those of a guard by which less is told than before. */
export interface Quieter {
  readonly guard: Guard;
  /** Such as `removed`; never empty. */
  readonly how: readonly string[];
}

/** Of a live rule, whose conditions cannot be compared. */
export interface RuleOutline {
  readonly level: string;
  /** Of the level among all. */
  readonly rank: number;
}

function gone(
  was: object | undefined,
  is: object | undefined,
  how = 'removed',
): readonly string[] | undefined {
  return was !== undefined && is === undefined ? [how] : undefined;
}

function both<Outline>(
  was: Outline | undefined,
  is: Outline | undefined,
  compare: (was: Outline, is: Outline) => readonly string[],
): readonly string[] {
  return was === undefined || is === undefined ? [] : compare(was, is);
}

type Compare<Outline> = (was: Outline | undefined, is: Outline | undefined) => readonly string[];

const of = <Outline>(compare: Compare<Outline>) => compare as Compare<object>;

/** A kind that is kept from now on was not known before, and nothing of it is news; a suppression is, whenever it comes. */
const KINDS = {
  suppressions: of<Suppression>((was, is) =>
    is !== undefined && (was === undefined || isWider(is, was)) ? ['created or widened'] : [],
  ),
  contracts: of<Contract>(
    (was, is) =>
      gone(was, is) ??
      both(was, is, (before, after) => {
        const parts = looser(before, after);
        return parts.length === 0 ? [] : [`allows more: ${parts.join(', ')}`];
      }),
  ),
  feeds: of<FeedExpectation>(
    (was, is) =>
      gone(was, is) ??
      both(was, is, ({ silentHours: before }, { silentHours }) =>
        silentHours > before ? [`raised from ${before} to ${silentHours} silent hours`] : [],
      ),
  ),
  thresholds: of<Settings>((was, is) => both(was, is, quieterLines)),
  rules: of<RuleOutline>(
    (was, is) =>
      gone(was, is, 'no longer live') ??
      both(was, is, (before, { level, rank }) =>
        rank < before.rank ? [`lowered from ${before.level} to ${level}`] : [],
      ),
  ),
  detectors: of<object>((was, is) => gone(was, is, 'no longer live') ?? []),
};

/** What is told less since, in order of kind and id. Each that cannot be compared as a whole counts where it differs. */
export function quieterSince(before: readonly Guard[], after: readonly Guard[]): Quieter[] {
  const keyOf = ({ kind, id }: Guard) => `${kind} ${id}`;
  const old = new Map(before.map((one) => [keyOf(one), one] as const));
  const now = new Map(after.map((one) => [keyOf(one), one] as const));
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    const guard = is ?? was;
    if (guard === undefined) return [];
    const how =
      was !== undefined && is !== undefined && isHashed(was)
        ? canonical(hashed(is).outline) === canonical(was.outline)
          ? []
          : ['changed']
        : KINDS[guard.kind](was?.outline, is?.outline);
    return how.length === 0 ? [] : [{ guard, how }];
  });
}

/** Longer than most names, and of what is longer as much of its hash. */
const KEPT_LENGTH = 24;
const NAME_LENGTH = 60;

const kept = (text: string) => (text.length > KEPT_LENGTH ? sha256Hex(text).slice(0, KEPT_LENGTH) : text);

/** What counts for nothing where it stands is no guard. Of an outline it is the same outline. */
export function guardOf(setting: Setting): Guard | undefined {
  const { kind: of, id, value } = setting;
  if (!isWhole(setting)) return undefined;
  const guard = (outline: object): Guard => ({
    kind: of as GuardKind,
    id: kept(id),
    name: named(id),
    outline,
  });
  if (of === 'suppressions') {
    const { scope, expires } = value as Suppression;
    return guard({ expires, scope: mapped({ ...scope }, kept) });
  }
  if (of === 'feeds') return guard({ silentHours: (value as FeedExpectation).silentHours });
  if (of !== 'contracts') return undefined;
  const { fromDay, hoursUtc, dailyRecords, networks, countries, clients, datasets } = value as Contract;
  const lists = mapped(defined({ networks, countries, clients, datasets }), (list) => list.map(kept));
  return guard({ ...lists, ...defined({ hoursUtc, dailyRecords }), fromDay });
}

export function linesGuard(lines: Settings): Guard {
  return { kind: 'thresholds', id: 'thresholds', name: '', outline: lines };
}

export function liveGuard(of: 'rules' | 'detectors', id: string, title: string, outline: object): Guard {
  return { kind: of, id: kept(id), name: named(title), outline };
}

/** Within 400 KiB, which an item of DynamoDB holds, for a thousand of each kind. */
const MAX_KEPT_LENGTH = 300 * 1024;

/** As they are, or, where that is too much, a hash of each. */
export function storable(guards: readonly Guard[]): readonly Guard[] {
  return JSON.stringify(guards).length <= MAX_KEPT_LENGTH
    ? guards
    : guards.map((one) => (one.kind === 'thresholds' ? one : hashed(one)));
}

function hashed(guard: Guard): Guard {
  return isHashed(guard)
    ? guard
    : { ...guard, name: '', outline: { hash: sha256Hex(canonical(guard.outline)).slice(0, 16) } };
}

function isHashed({ outline }: Guard): boolean {
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
