import type { Life } from '../../shared/evasion/life.ts';
import { lifeOf } from '../../shared/evasion/life.ts';
import { NOT_LOUD } from '../../shared/profile/day.ts';
import { eachFacet, type Hour } from '../../shared/profile/hour.ts';
import { assignHours, EMPTY_PROFILE, type Judge } from '../../shared/profile/profile.ts';
import { hashOf, touched } from '../../shared/profile/resources.ts';

/** 2026-02-16, a Monday. */
const FIRST_DAY = 20_500;
const REPORT = 'report:Accounts';

/** One export. */
export function workHour(records: number): Hour {
  return {
    exports: 1,
    reads: 0,
    unsized: 0,
    outside: 0,
    records,
    bytes: 0,
    largest: records,
    spans: false,
    type: 'user',
    facets: { ...eachFacet(() => []), network: ['AS64500'], client: ['Chrome'] },
    carried: { ...eachFacet(() => []), network: [records], client: [records] },
    resources: touched(new Map([[REPORT, records]])),
    steps: [],
    hits: [],
    hosting: [],
    granted: [],
    refused: [],
    attempts: { failed: 0, succeeded: 0, entered: [], signedIn: [] },
  };
}

export const REPORT_HASH = hashOf(REPORT);

const quiet: Judge = () => ({ recorded: false, flagged: false, loud: NOT_LOUD });

/** An account that exports on weekdays at 9 and at 14 o'clock, each time what `amount` says of the day. */
export function lifeWith(amount: (day: number) => number, days = 70): Life {
  const hours = new Map<number, Hour>();
  let profile = EMPTY_PROFILE;
  for (let day = FIRST_DAY; day < FIRST_DAY + days; day++) {
    if ((day - FIRST_DAY) % 7 >= 5) continue;
    const own = [9, 14].map((at): [number, Hour] => [day * 24 + at, workHour(amount(day))]);
    for (const [hour, summary] of own) if (day >= FIRST_DAY + days - 28) hours.set(hour, summary);
    profile = assignHours(
      profile,
      own.map(([hour, summary]) => ({ hour, summary, newestTime: hour * 3_600_000 })),
      quiet,
    );
  }
  const life = lifeOf(profile, hours, FIRST_DAY + days);
  if (life === undefined) throw new Error('too short a life');
  return life;
}
