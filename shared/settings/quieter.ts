import { quieterLines, type Settings } from '../settings.ts';
import { type Contract, looser } from './contract.ts';
import { canonical } from './diff.ts';
import type { FeedExpectation } from './document.ts';
import { type Guard, type GuardKind, hashed, isHashed, type RuleOutline } from './guard.ts';
import { isWider, type Suppression } from './suppression.ts';

/** Those of a guard by which less is told than before. */
export interface Quieter {
  readonly guard: Guard;
  /** Such as `removed`; never empty. */
  readonly how: readonly string[];
}

type Compare<Outline> = (was: Outline | undefined, is: Outline | undefined) => readonly string[];

const of = <Outline>(compare: Compare<Outline>) => compare as Compare<object>;

/**
 * In the order in which they are told: of many the last are only counted, and lines hide more than anything else. A kind
 * that is kept from now on was not known before, and nothing of it is news; a suppression is, whenever it comes.
 */
const KINDS: Readonly<Record<GuardKind, Compare<object>>> = {
  thresholds: of<Settings>((was, is) => both(was, is, quieterLines)),
  suppressions: of<Suppression>((was, is) =>
    is !== undefined && (was === undefined || isWider(is, was)) ? ['created or widened'] : [],
  ),
  rules: of<RuleOutline>(
    (was, is) =>
      gone(was, is, 'no longer live') ??
      both(was, is, (before, { level, rank, asks }) => [
        ...(rank < before.rank ? [`lowered from ${before.level} to ${level}`] : []),
        ...(before.asks === undefined || asks === before.asks ? [] : ['matches other events than before']),
      ]),
  ),
  detectors: of<object>((was, is) => gone(was, is, 'no longer live') ?? []),
  feeds: of<FeedExpectation>(
    (was, is) =>
      gone(was, is) ??
      both(was, is, ({ silentHours: before }, { silentHours }) =>
        silentHours > before ? [`raised from ${before} to ${silentHours} silent hours`] : [],
      ),
  ),
  contracts: of<Contract>(
    (was, is) =>
      gone(was, is) ??
      both(was, is, (before, after) => {
        const parts = looser(before, after);
        return parts.length === 0 ? [] : [`allows more: ${parts.join(', ')}`];
      }),
  ),
};

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

const ORDER = Object.keys(KINDS);

/** What is told less since, in order of `KINDS` and id. Each that cannot be compared as a whole counts where it differs. */
export function quieterSince(before: readonly Guard[], after: readonly Guard[]): Quieter[] {
  const keyOf = ({ kind, id }: Guard) => `${ORDER.indexOf(kind)} ${id}`;
  // A later version, which was put back, kept kinds that this one does not know.
  const known = before.filter(({ kind }) => kind in KINDS);
  const old = new Map(known.map((one) => [keyOf(one), one] as const));
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
