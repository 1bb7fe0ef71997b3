import { addHundredths } from '../assess.ts';
import { DETECTORS } from '../detectors/index.ts';
import { parseEntity } from '../entity.ts';
import { addExposures } from '../exposure.ts';
import { type Finding, isPageWorthy } from '../finding.ts';
import { SCORE_STEP } from '../page/thread.ts';
import { type Settings, thresholdsOf } from '../settings.ts';
import { poissonTailDecades } from '../statistics.ts';
import { DAY_MS, dayText, SECOND_MS } from '../time.ts';
import { grouped, plural } from '../words.ts';
import { briefOf } from './changes.ts';
import { type Group, isOfCause } from './common-cause.ts';
import { crowd } from './detectors.ts';
import type { Feed } from './finding.ts';
import type { Matter } from './matter.ts';

/**
 * Of each too little is found to page, and all on one day: a theft in parts, by as many accounts. On the fifteenth's to
 * seventeenth's traffic (docs/detection.md), 59,000 account-weeks with 668 attacks, no log had so many.
 */
export const CROWD = 'crowd';
export const LEAST_CROWD = 8;
const LEAST_DECADES = 4;
/** What is found comes in bursts. */
const BURST = 3;
/** Of as few as are told at all. Twice as many are clearly worse, and news to whoever was told of the fewer. */
const LEAST_SCORE = 6;
const SHOWN = 3;

/** Accounts of one log and day, each by its finding. */
export interface Crowd {
  readonly feed: Feed;
  readonly day: number;
  readonly members: readonly Finding[];
}

/**
 * Accounts of one log and day, where they are many: none that pages, unless it was counted before it did,
 * and none that belongs to a change of the whole organisation that pages, and is told with that (`groups`).
 */
export function crowdsIn(
  findings: readonly Finding[],
  groups: readonly Group[],
  settings: Settings,
): Crowd[] {
  const counted = new Set(findings.flatMap(countedBy));
  const own = findings.filter(
    (one) =>
      one.state === 'open' &&
      one.historical !== true &&
      (!isPageWorthy(one) || counted.has(one.id)) &&
      parseEntity(one.entity).kind === 'actor' &&
      ownScore(one) >= thresholdsOf(settings, one.actor.type).reviewScore &&
      !groups.some((group) => sharesIn(one, group)),
  );
  // One account has one finding a day.
  const crowds = Map.groupBy(own, ({ vendor, tenant, day }) => `${day} ${vendor}/${tenant}`);
  return [...crowds.values()].flatMap((members) => {
    const [one] = members;
    if (one === undefined || members.length < LEAST_CROWD) return [];
    return [{ feed: { vendor: one.vendor, tenant: one.tenant }, day: one.day, members }];
  });
}

/** Ids of what a theft in parts was told of: that more is taken by one of them takes nothing back. */
function countedBy({ signals }: Finding): readonly string[] {
  return signals.flatMap(({ detector, facts: { findings } }) =>
    detector === crowd.uid && Array.isArray(findings) ? findings : [],
  );
}

function sharesIn({ vendor, tenant, day, context }: Finding, group: Group): boolean {
  return group.some(
    ({ feed, facet, value, day: begun }) =>
      facet !== 'operation' &&
      feed.vendor === vendor &&
      feed.tenant === tenant &&
      isOfCause(day, { day: begun }) &&
      context[facet].includes(value),
  );
}

/** Without where from and with what: that many come from a new place is a change, or is told as one. */
function ownScore({ signals }: Finding): number {
  const own = signals.filter(({ detector }) => OWN.has(detector));
  return addHundredths(own.map(({ score }) => score));
}

const OWN = new Set(
  DETECTORS.flatMap(({ uid, family, tripwire }) => (family === 'context' || tripwire === true ? [] : [uid])),
);

/** How many accounts of a log something is usually found of on a day. */
export interface Rate {
  readonly feed: Feed;
  /** As it was known on that day. */
  readonly day: number;
  readonly perDay: number;
}

/** `usual`: accounts of that log that something is found of on a day. Undefined where as many are nothing unusual. */
export function matterOfCrowd(crowd: Crowd, usual: number): Matter | undefined {
  const expected = BURST * usual;
  const decades = poissonTailDecades(crowd.members.length, expected);
  return decades < LEAST_DECADES ? undefined : matterOf(crowd, expected);
}

function matterOf({ day, members }: Crowd, expected: number): Matter {
  const accounts = members.length;
  const ordered = members.toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  const shown = ordered.slice(0, SHOWN).map(briefOf);
  const paging = members.filter(isPageWorthy).length;
  const little = paging === 0 ? 'each' : `${grouped(accounts - paging)} of them`;
  return {
    matter: CROWD,
    detector: crowd,
    day,
    severity: 'medium',
    surprise: {
      decades: addHundredths([LEAST_SCORE + SCORE_STEP * Math.log2(accounts / LEAST_CROWD)]),
      observed: `${plural(accounts, 'account')} on ${dayText(day)}, ${little} too little to page: ${shown.join(', ')} and others`,
      expected: expected < 1 ? 'hardly any on a day' : `at most ${grouped(Math.ceil(expected))} on a day`,
      quietIf: `fewer than ${LEAST_CROWD} such accounts`,
      facts: { accounts, findings: ordered.map(({ id }) => id).sort() },
    },
    theirs: addExposures(members.map(({ exposure }) => exposure)),
    firstTime: day * DAY_MS,
    lastTime: (day + 1) * DAY_MS - SECOND_MS,
  };
}
