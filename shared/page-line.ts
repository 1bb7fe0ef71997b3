import { roundToHundredths } from './combine.ts';
import type { Noise } from './context.ts';
import { parseEntity } from './entity.ts';
import { LARGE_BYTES } from './exposure.ts';
import type { Subject } from './profile/subject.ts';
import { RECORD_BYTES, UNKNOWN_EXPORT } from './reading.ts';
import { exposureSize, headStartOf, pageLineOf, type Settings, type Size, thresholdsOf } from './settings.ts';

/** By how much the page line lies lower for a day, why, and from which score a finding of that size pages. */
export interface Quiet extends Noise {
  readonly headStart: number;
  readonly pageScore: number;
  /** Where more is found, and of accounts that are known for longer. */
  readonly elsewhere: number;
  /** How long the account was known, where that is why. */
  readonly knownDays?: number;
}

/** Undefined of what is not recorded, and where it makes no difference. */
export function quietOf(
  score: number,
  entity: string,
  subject: Known,
  size: Size,
  settings: Settings,
): Quiet | undefined {
  const { type, context } = subject;
  if (score < thresholdsOf(settings, type).reviewScore) return undefined;
  const { headStart, knownDays } = headStartFor(entity, subject, settings);
  const pageScore = roundToHundredths(pageLineOf(settings, type, size, headStart));
  const elsewhere = pageLineOf(settings, type, size);
  if (pageScore >= elsewhere) return undefined;
  const { accountWeeks, found } = context.noise();
  return {
    headStart,
    pageScore,
    elsewhere,
    accountWeeks: Math.round(accountWeeks),
    found: Math.round(found),
    ...(knownDays === undefined ? {} : { knownDays }),
  };
}

type Known = Pick<Subject, 'type' | 'day' | 'firstDay' | 'context'>;

/** Days after which an account is held against its own past: with less of it, hardly anything reaches the lines, be it harmless or not. */
const SETTLED_DAYS = 21;

/** An organisation's calm, or an account's short past, whichever gives more. */
function headStartFor(
  entity: string,
  { day, firstDay, context }: Known,
  settings: Settings,
): Pick<Quiet, 'headStart' | 'knownDays'> {
  const headStart = headStartOf(context.noise(), settings);
  const knownDays = day - firstDay;
  // An address has no past, however long it is known: it is judged by what failed from it.
  const isSettled = knownDays >= SETTLED_DAYS || parseEntity(entity).kind !== 'actor';
  if (isSettled || headStart >= settings.quietHeadStart) return { headStart };
  return { headStart: settings.quietHeadStart, knownDays };
}

/** As the exposure of the finding has it, but that of an hour which is a sample it takes the estimate. */
export function sizeOfDay({ today, facets, context }: Subject, settings: Settings): Size {
  const { records, bytes, unsized } = today.totals;
  const isUnknown =
    unsized + today.features.outside > 0 ||
    bytes >= LARGE_BYTES ||
    facets.operation.some(({ value }) => context.isStanding(value));
  const mayBeLarge = isUnknown && context.counts === 'rows';
  return exposureSize({ records: { lower: records }, mayBeLarge }, settings);
}

/** In records, as `amountOf` has it of a finding; of what is opened only what outsiders may take is known of a day. */
export function amountOfDay({ totals, features }: Subject['today']): number {
  return totals.records + totals.bytes / RECORD_BYTES + UNKNOWN_EXPORT * (totals.unsized + features.outside);
}
