import type { Ledgers } from '../../../shared/advance.ts';
import { addReadings, EMPTY_LEDGER, operationsOf, readingsOf } from '../../../shared/ledger.ts';
import { type Hour, summarise } from '../../../shared/profile/hour.ts';
import type { Profile, TouchedHour } from '../../../shared/profile/profile.ts';
import type { Reading } from '../../../shared/reading.ts';
import { hourOf } from '../../../shared/time.ts';

/** Hours as counters: what a batch brings is added to what the profile holds, instead of read from the ledger. */

type Add = (touched: TouchedHour, profile: Profile, stored: Ledgers, live: readonly Reading[]) => TouchedHour;

export const addAll: Add = (touched, profile, _stored, live) => added(touched, profile, live);

/** What has a marker, in the ledgers as the batch found them, was counted. */
export const addUnmarked: Add = (touched, profile, stored, live) => {
  const marked = new Set(near(stored, touched.hour).map(({ uid }) => uid));
  return added(
    touched,
    profile,
    live.filter(({ uid }) => !marked.has(uid)),
  );
};

/** A ring remembers but a few. */
const RING = 2;

export const addUnlessInRing: Add = (touched, profile, stored, live) => {
  const ring = new Set(
    near(stored, touched.hour)
      .slice(-RING)
      .map(({ uid }) => uid),
  );
  return added(
    touched,
    profile,
    live.filter(({ uid }) => !ring.has(uid)),
  );
};

/** An operation may have begun in the hour before. */
function near(stored: Ledgers, hour: number): Reading[] {
  return [hour - 1, hour, hour + 1].flatMap((one) => readingsOf(stored.get(one) ?? EMPTY_LEDGER));
}

function added(touched: TouchedHour, { open }: Profile, live: readonly Reading[]): TouchedHour {
  const mine = live.filter(({ time }) => hourOf(time) === touched.hour);
  const summary = summarise(
    operationsOf(addReadings(EMPTY_LEDGER, mine)),
    touched.summary?.spans ?? false,
    touched.hour,
  );
  const before = open.hours.get(touched.hour);
  if (before === undefined || summary === undefined) return { ...touched, summary: summary ?? before };
  return { ...touched, summary: plus(before, summary, touched.summary ?? summary) };
}

/** Amounts by addition; the rest, which no counter can say, as it is. */
function plus(left: Hour, right: Hour, whole: Hour): Hour {
  return {
    ...whole,
    exports: left.exports + right.exports,
    unsized: left.unsized + right.unsized,
    records: left.records + right.records,
    bytes: left.bytes + right.bytes,
  };
}
