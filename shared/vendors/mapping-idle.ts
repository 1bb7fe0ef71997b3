import { countsVolume, type Kind, movesData } from '../activity.ts';
import type { Mapping, Pattern } from './mapping-format.ts';
import { compileTable } from './mapping-path.ts';
import { nearestOf, type Problem } from './mapping-shape.ts';

/**
 * What of `outside` can never say anything: names of operations that are no share, misspelled ones among them. Only a
 * share opens something.
 */
export function idleOutside(mapping: Mapping): Problem[] {
  const { kinds, outside = [] } = mapping;
  const shares = namedAs((kind) => kind === 'share', mapping);
  const kindOf = compileTable(kinds);
  const idle = (name: Pattern) => !shares.some((share) => overlap(name, share));
  return outside.flatMap(({ operations }, index): Problem[] => {
    if (operations === undefined && shares.length === 0)
      return [{ path: `outside[${index}]`, reason: 'says nothing: no operation has the kind share' }];
    return (operations ?? []).flatMap((name, at): Problem[] =>
      idle(name)
        ? [{ path: `outside[${index}].operations[${at}]`, reason: whyIdle(name, kindOf(name), shares) }]
        : [],
    );
  });
}

/** What of `bulk` and `standing` can never say anything: no operation of such a name moves data. */
export function idleBulk(mapping: Mapping): Problem[] {
  const moving = namedAs((kind) => countsVolume(kind) || movesData(kind), mapping);
  return (['bulk', 'standing'] as const).flatMap((field) =>
    (mapping[field] ?? []).flatMap((name, at): Problem[] => {
      if (moving.some((other) => overlap(name, other))) return [];
      const nearest = nearestOf(name, moving);
      const guess = nearest === undefined ? '' : `, did you mean ${nearest}?`;
      const reason = `${JSON.stringify(name)} names nothing that moves data${guess}; name it under kinds as what it is, such as export, or take it out here`;
      return [{ path: `${field}[${at}]`, reason }];
    }),
  );
}

/** The names that operations of some kinds have. */
function namedAs(is: (kind: Kind) => boolean, { kinds, exceptions = [] }: Mapping): readonly Pattern[] {
  return [
    ...Object.entries(kinds).flatMap(([name, kind]) => (is(kind) ? [name] : [])),
    ...exceptions.flatMap(({ kind, operations = ['*'] }) =>
      kind !== undefined && is(kind) ? operations : [],
    ),
  ];
}

function whyIdle(name: Pattern, kind: Kind | undefined, shares: readonly Pattern[]): string {
  const shown = JSON.stringify(name);
  if (kind !== undefined)
    return `${shown} is ${kind} under kinds, and only a share opens something; make it a share, or take it out here`;
  const nearest = nearestOf(name, shares);
  const guess = nearest === undefined ? '' : `, did you mean ${nearest}?`;
  return `${shown} is no share${guess}; name it under kinds as a share, or take it out here`;
}

/** Whether any text fits both of two patterns. */
function overlap(one: Pattern, other: Pattern): boolean {
  // Which beginnings of `other` can have been used up together with what was read of `one`.
  let reached = withStars(new Set([0]), other);
  for (const letter of one) {
    const next = new Set<number>();
    for (const at of reached) {
      if (letter === '*') for (let to = at; to <= other.length; to++) next.add(to);
      else if (other[at] === '*') next.add(at);
      else if (other[at] === letter) next.add(at + 1);
    }
    reached = withStars(next, other);
  }
  return reached.has(other.length);
}

/** A star may stand for nothing. */
function withStars(reached: Set<number>, pattern: Pattern): Set<number> {
  for (const at of reached) if (pattern[at] === '*') reached.add(at + 1);
  return reached;
}
