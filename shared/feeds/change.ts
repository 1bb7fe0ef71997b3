import { type Finding, rankOf } from '../finding.ts';
import { untrusted } from '../page/untrusted.ts';
import { AT_LEAST, CAUSE_WINDOW_DAYS, matterOfCause, type SeenCause } from './common-cause.ts';
import type { Matter } from './matters.ts';

/** A cause, as all the logs show it that do. */
export type Group = readonly SeenCause[];

/**
 * Causes that begin within days of each other in one log are one change: a new gateway has several networks, a new sign-on
 * a network and a client. The first leads, and stays the first, whoever joins later.
 */
export function changesOf(groups: readonly Group[]): (readonly Group[])[] {
  const changes: Group[][] = [];
  for (const group of groups.toSorted((a, b) => dayOf(a) - dayOf(b) || (nameOf(a) < nameOf(b) ? -1 : 1))) {
    const same = changes.find(
      ([lead = []]) => dayOf(group) < dayOf(lead) + CAUSE_WINDOW_DAYS && shareLog(lead, group),
    );
    if (same === undefined) changes.push([group]);
    else same.push(group);
  }
  return changes;
}

/** What is to be told of a cause. */
export interface ToldCause {
  readonly first: SeenCause;
  readonly group: Group;
  readonly matter: Matter;
}

/** Of each cause of a change: the first is worth what all are worth, and the others leave their page to it. */
export function toldOfChange(change: readonly Group[], findings: readonly Finding[]): ToldCause[] {
  const told = change.flatMap((group): ToldCause[] => {
    const [first] = group;
    return first === undefined ? [] : [{ first, group, matter: matterOfCause(group, findings) }];
  });
  const [lead, ...others] = told;
  if (lead === undefined || others.length === 0) return told;
  const matter = together(told.map((one) => one.matter));
  return [
    { ...lead, matter },
    ...others.map((one) => ({ ...one, matter: partOf(one.matter, nameOf(lead.group)) })),
  ];
}

function together(matters: readonly Matter[]): Matter {
  const worst = matters.reduce((a, b) => (isWorse(b, a) ? b : a));
  const [{ surprise, ...lead }] = matters as readonly [Matter, ...Matter[]];
  return {
    ...lead,
    severity: worst.severity,
    lastTime: Math.max(...matters.map(({ lastTime }) => lastTime)),
    surprise: {
      ...surprise,
      decades: worst.surprise.decades,
      observed: matters.map((one) => one.surprise.observed).join('. With it, '),
      facts: {
        ...surprise.facts,
        findings: [...new Set(matters.flatMap((one) => textsIn(one.surprise.facts['findings'])))].sort(),
      },
    },
  };
}

function isWorse(one: Matter, than: Matter): boolean {
  const rank = rankOf(one.severity) - rankOf(than.severity);
  return rank > 0 || (rank === 0 && one.surprise.decades > than.surprise.decades);
}

function partOf(matter: Matter, toldBy: string): Matter {
  const { surprise } = matter;
  const observed = `${surprise.observed}; told with ${untrusted(toldBy, 80)}, which began with it`;
  return { ...matter, severity: 'informational', surprise: { ...surprise, decades: AT_LEAST, observed } };
}

function textsIn(fact: unknown): readonly string[] {
  return Array.isArray(fact) ? fact : [];
}

function dayOf([first]: Group): number {
  return first?.day ?? 0;
}

function nameOf([first]: Group): string {
  return first === undefined ? '' : `${first.facet} ${first.value}`;
}

function shareLog(one: Group, other: Group): boolean {
  return one.some(({ feed }) =>
    other.some(({ feed: { vendor, tenant } }) => vendor === feed.vendor && tenant === feed.tenant),
  );
}
