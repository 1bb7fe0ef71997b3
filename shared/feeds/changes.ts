import { addHundredths } from '../assess.ts';
import { feedEntity } from '../entity.ts';
import { addExposures } from '../exposure.ts';
import { type Finding, isPageWorthy, rankOf, shortId } from '../finding.ts';
import { isHosting } from '../hosting.ts';
import { vendorsCounted } from '../page/days.ts';
import { callName } from '../page/names.ts';
import { amountText } from '../page/taken.ts';
import { SCORE_STEP } from '../page/thread.ts';
import { untrusted } from '../page/untrusted.ts';
import { DAY_MS } from '../time.ts';
import { nounsOf } from '../vendors/nouns.ts';
import { grouped, plural } from '../words.ts';
import {
  ANY,
  CAUSE_WINDOW_DAYS,
  causeMatter,
  type Group,
  LEAST_MEMBERS,
  LEAST_ONE_IN,
  MANY_MEMBERS,
  type SeenCause,
} from './common-cause.ts';
import { commonCause } from './detectors.ts';
import { feedFinding } from './finding.ts';
import type { Matter } from './matter.ts';
import type { Told } from './past.ts';

/** What is taken up within the same days is one change of the organisation: a gateway has several networks. */
export interface Change {
  /** What is told of it is told here. */
  readonly leader: Group;
  readonly others: readonly Group[];
}

/**
 * `told`: whoever led before goes on to, and leads the same. What it led ends with it (`isOver`): it must not tell of old
 * findings again because it began a day later.
 */
export function changesOf(
  groups: readonly Group[],
  told: readonly Told[] = [],
  isOver: (day: number) => boolean = () => false,
): Change[] {
  const before = new Map(told.map((one) => [`${one.day} ${one.matter}`, one]));
  const known = (group: Group) => before.get(`${causeOf(group).day} ${causeMatter(causeOf(group))}`);
  const hasLed = (group: Group) => known(group) !== undefined && known(group)?.under === undefined;
  const changes: { readonly leader: Group; readonly others: Group[] }[] = [];
  for (const group of groups.toSorted((a, b) => Number(hasLed(b)) - Number(hasLed(a)))) {
    const under = known(group)?.under;
    if (under !== undefined && isOver(under.day)) continue;
    const near = hasLed(group) ? [] : changes.filter(({ leader }) => isTogether(leader, group));
    const change = near.find(({ leader }) => causeMatter(causeOf(leader)) === under?.matter) ?? near[0];
    if (change === undefined) changes.push({ leader: group, others: [] });
    else change.others.push(group);
  }
  return changes;
}

function isTogether(one: Group, other: Group): boolean {
  return Math.abs(causeOf(one).day - causeOf(other).day) < CAUSE_WINDOW_DAYS;
}

function causeOf([first]: Group): SeenCause {
  if (first === undefined) throw new Error('a cause that no log shows');
  return first;
}

/** A cause, and what is recorded of it. */
export interface ToldCause {
  readonly group: Group;
  readonly matter: Matter;
  readonly finding: Finding;
  /** The finding that tells it: its own, or that of the change's leader. */
  readonly toldBy: string;
}

/**
 * Of each change the finding that tells it, then one for each of its other parts, which is only looked up. `left`: the
 * findings that leave their pages to each part.
 */
export function findingsOf(
  changes: readonly Change[],
  left: ReadonlyMap<Group, readonly Finding[]>,
  hashKey: Uint8Array,
): ToldCause[] {
  const toldAs = (group: Group, matter: Matter): Omit<ToldCause, 'toldBy'> => {
    const finding = feedFinding(hashKey, causeOf(group).feed, matter, feedEntity(ANY, ANY, matter.matter));
    return { group, matter, finding };
  };
  return changes.flatMap((change) => {
    const { leader, others } = change;
    const all = [leader, ...others].flatMap((group) => left.get(group) ?? []);
    // Those that something is left to are named first.
    const named = others.toSorted((a, b) => Number(left.has(b)) - Number(left.has(a)));
    const told = toldAs(leader, matterOfChange({ leader, others: named }, all));
    const parts = others.map((group) => toldAs(group, matterOfLed(group, told.finding, change)));
    return [told, ...parts].map((one) => ({ ...one, toldBy: told.finding.id }));
  });
}

/** What belongs to changes of which on-call is told. */
export function toldGroups(told: readonly ToldCause[]): readonly Group[] {
  const paging = new Set(
    told.filter(({ finding }) => isPageWorthy(finding)).map(({ finding }) => finding.id),
  );
  return told.filter(({ toldBy }) => paging.has(toldBy)).map(({ group }) => group);
}

/**
 * `left`: the findings that leave their pages to the change. The worst of them is what it is worth, and twice as many accounts
 * are clearly worse: whoever was told of one, and closed it, was not asked about five.
 */
export function matterOfChange({ leader, others }: Change, left: readonly Finding[] = []): Matter {
  const ordered = left.toSorted((a, b) => rankOf(b.severity) - rankOf(a.severity) || b.score - a.score);
  const [worst] = ordered;
  const accounts = Math.max(1, new Set(left.map(({ entity }) => entity)).size);
  const score = addHundredths([(worst?.score ?? 0) + SCORE_STEP * Math.log2(accounts)]);
  const matter = matterOf(leader, `${alsoText(others)}; ${restsOn(ordered)}`, score);
  return {
    ...matter,
    ...(left.length === 0 ? {} : { theirs: addExposures(left.map(({ exposure }) => exposure)) }),
    severity: worst?.severity ?? 'informational',
    surprise: {
      ...matter.surprise,
      facts: {
        ...matter.surprise.facts,
        also: others.map(nameOf),
        findings: left.map(({ id }) => id).sort(),
        vendors: vendorsCounted(left),
      },
    },
    lastTime: Math.max(...[leader, ...others].map(lastTimeOf)),
  };
}

/** Of what belongs to a change that another finding tells, which alone pages. */
export function matterOfLed(group: Group, leader: Pick<Finding, 'id'>, { leader: led }: Change): Matter {
  const matter = matterOf(group, `; told with ${nameOf(led)} in ${shortId(leader.id)}`, 0);
  return {
    ...matter,
    under: { matter: causeMatter(causeOf(led)), day: causeOf(led).day },
    surprise: { ...matter.surprise, facts: { ...matter.surprise.facts, leader: leader.id } },
  };
}

function matterOf(group: Group, more: string, decades: number): Matter {
  const first = causeOf(group);
  const { facet, value, day } = first;
  const most = group.toSorted((a, b) => b.members - a.members)[0] ?? first;
  const logs = group.length > 1 ? ` (${plural(group.length, 'log')} show it)` : '';
  return {
    matter: causeMatter(first),
    detector: commonCause,
    day,
    severity: 'informational',
    surprise: {
      decades: Math.max(AT_LEAST, decades),
      observed: `${grouped(most.members)} of ${grouped(most.accounts)} accounts of ${most.feed.vendor} took up ${nameOf(group)}${isRented(group) ? ', which rents out machines' : ''}${logs}${more}`,
      expected: `fewer than ${LEAST_MEMBERS} accounts, or one in ${LEAST_ONE_IN} where that is less than ${MANY_MEMBERS}, within ${CAUSE_WINDOW_DAYS} days`,
      quietIf: 'accounts that take up new contexts one by one',
      facts: {
        facet,
        value,
        feeds: group.map(({ feed }) => feedEntity(feed.vendor, feed.tenant)).sort(),
        members: most.members,
      },
    },
    firstTime: (day - CAUSE_WINDOW_DAYS + 1) * DAY_MS,
    lastTime: lastTimeOf(group),
  };
}

function lastTimeOf(group: Group): number {
  return Math.max(...group.map(({ lastDay }) => lastDay)) * DAY_MS;
}

/** `network AS64500`. */
function nameOf(group: Group): string {
  const { facet, value } = causeOf(group);
  return `${facet} ${untrusted(value, 60)}`;
}

/** An office moves to no such network, and a thief who has many sessions uses them all from one. */
function isRented(group: Group): boolean {
  const { facet, value } = causeOf(group);
  const asn = facet === 'network' && value.startsWith('AS') ? Number(value.slice(2)) : undefined;
  return isHosting(asn, undefined) === true;
}

const SHOWN_OTHERS = 4;

function alsoText(others: readonly Group[]): string {
  if (others.length === 0) return '';
  const more = others.length - SHOWN_OTHERS;
  const named = others
    .slice(0, SHOWN_OTHERS)
    .map((group) => `${nameOf(group)}${isRented(group) ? ' (rents out machines)' : ''}`);
  return `, and ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const AT_LEAST = 1.7;
const SHOWN_IDS = 3;

function restsOn(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'no finding of theirs rests on it';
  const shown = findings.slice(0, SHOWN_IDS).map(briefOf);
  return `${plural(findings.length, 'finding')} of theirs: ${shown.join(', ')}${findings.length > SHOWN_IDS ? ' and more' : ''}`;
}

/** `OF-7K2Q-9M mara@example.com (181,204 records)` */
export function briefOf(finding: Finding): string {
  const amount = amountText(finding.exposure, nounsOf(finding.vendor));
  return `${shortId(finding.id)} ${callName(finding)}${amount === undefined ? '' : ` (${amount})`}`;
}
