import { addHundredths } from '../assess.ts';
import { DETECTORS } from '../detectors/index.ts';
import { parseEntity } from '../entity.ts';
import type { Finding } from '../finding.ts';
import { untrusted } from '../page/untrusted.ts';
import { type Settings, thresholdsOf } from '../settings.ts';
import { poissonTailDecades } from '../statistics.ts';
import { DAY_MS, dayText, SECOND_MS } from '../time.ts';
import { grouped, plural } from '../words.ts';
import { crowd } from './detectors.ts';
import type { Matter } from './matter.ts';

/**
 * Of each too little is found to page, and all on one day: a theft in parts, by as many accounts. On the fifteenth's and
 * sixteenth's traffic (docs/detection.md), 49,500 account-weeks with 436 attacks, one log had so many, on three days in a row.
 */
export const LEAST_CROWD = 8;
const LEAST_DECADES = 4;
/** What is found comes in bursts. */
const BURST = 3;
const SEVERITY_DECADES = 6;
const SHOWN = 4;

/**
 * Accounts of one log and day, where they are many, each by its finding. `isShared`: what belongs to a change of the whole
 * organisation is told with that.
 */
export function crowdsIn(
  findings: readonly Finding[],
  settings: Settings,
  isShared: (finding: Finding) => boolean,
): (readonly Finding[])[] {
  const own = findings.filter(
    (one) =>
      one.state === 'open' &&
      one.historical !== true &&
      parseEntity(one.entity).kind === 'actor' &&
      ownScore(one) >= thresholdsOf(settings, one.actor.type).reviewScore &&
      !isShared(one),
  );
  // One account has one finding a day.
  const groups = Map.groupBy(own, ({ vendor, tenant, day }) => `${day} ${vendor}/${tenant}`);
  return [...groups.values()].filter(({ length }) => length >= LEAST_CROWD);
}

/** Without where from and with what: that many come from a new place is a change, or is told as one. */
function ownScore({ signals }: Finding): number {
  const own = signals.filter(({ detector }) => OWN.has(detector));
  return addHundredths(own.map(({ score }) => score));
}

const OWN = new Set(
  DETECTORS.flatMap(({ uid, family, tripwire }) => (family === 'context' || tripwire === true ? [] : [uid])),
);

/** `usual`: accounts of that log that something is found of on a day. Undefined where as many are nothing unusual. */
export function crowdOf(group: readonly Finding[], usual: number): Matter | undefined {
  const expected = BURST * usual;
  return poissonTailDecades(group.length, expected) < LEAST_DECADES ? undefined : matterOf(group, expected);
}

function matterOf(group: readonly Finding[], expected: number): Matter {
  const accounts = group.length;
  const ordered = group.toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  const names = ordered
    .slice(0, SHOWN)
    .map(({ actor }) => untrusted(actor.email || actor.name || actor.uid, 60));
  const day = ordered[0]?.day ?? 0;
  return {
    matter: 'crowd',
    detector: crowd,
    day,
    severity: 'medium',
    surprise: {
      decades: SEVERITY_DECADES,
      observed: `more was taken than usual by ${plural(accounts, 'account')} on ${dayText(day)}: ${names.join(', ')} and others`,
      expected: expected < 1 ? 'hardly any on a day' : `at most ${grouped(Math.ceil(expected))} on a day`,
      quietIf: `fewer than ${LEAST_CROWD} such accounts`,
      facts: { accounts, findings: ordered.map(({ id }) => id).sort() },
    },
    firstTime: day * DAY_MS,
    lastTime: (day + 1) * DAY_MS - SECOND_MS,
  };
}
