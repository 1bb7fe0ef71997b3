import { type ActorType, classOf } from './activity.ts';
import type { Noise } from './context.ts';

/** Scores in decades (`-log10 p`) from which something is done. */
export interface Thresholds {
  /** A finding is recorded, for the review queue, from this score on. */
  readonly reviewScore: number;
  /** A finding is paged from this score on, as MEDIUM. */
  readonly pageScore: number;
  readonly highScore: number;
  readonly criticalScore: number;
}

/** What an operator can tune; takes effect within five minutes. The thresholds beside `service` are those of people. */
export interface Settings extends Thresholds {
  /** Of service accounts and integrations: their days are more alike, so less is needed to be unusual. */
  readonly service: Thresholds;
  /** At least this many records known to be taken raise a paged finding's severity by one. */
  readonly largeExposureRecords: number;
  /** With that many records known to be taken, or where an unknown number may be, a finding is paged from this score on. */
  readonly largeExposurePageScore: number;
  /** By so many decades at most the page line lies lower where little else is found in the organisation, or an account has no past yet. */
  readonly quietHeadStart: number;
}

/** What differs from other settings. */
export type SettingsChange = Partial<Omit<Settings, 'service'>> & { readonly service?: Partial<Thresholds> };

/** Whoever draws a page line of his own has drawn it for his organisation: it lies where he says, unless he says more. */
export function changed(settings: Settings, change: SettingsChange): Settings {
  const isDrawn = (change.pageScore ?? change.service?.pageScore) !== undefined;
  return {
    ...settings,
    ...(isDrawn ? { quietHeadStart: 0 } : {}),
    ...change,
    service: { ...settings.service, ...change.service },
  };
}

export const DEFAULT_SETTINGS: Settings = {
  reviewScore: 3.2,
  pageScore: 6,
  highScore: 8.2,
  criticalScore: 10.5,
  service: { reviewScore: 3.2, pageScore: 6, highScore: 8.2, criticalScore: 10.5 },
  largeExposureRecords: 1_000_000,
  largeExposurePageScore: 5,
  quietHeadStart: 1.5,
};

export function thresholdsOf(settings: Settings, type: ActorType): Thresholds {
  return classOf(type) === 'service' ? settings.service : settings;
}

/** What is known of how much was taken. Of unknown size is what may have been everything. */
export type Size = 'ordinary' | 'unknown' | 'large';

export function exposureSize(
  { records, mayBeLarge }: { readonly records: { readonly lower: number }; readonly mayBeLarge?: boolean },
  { largeExposureRecords }: Settings,
): Size {
  if (records.lower >= largeExposureRecords) return 'large';
  return mayBeLarge ? 'unknown' : 'ordinary';
}

/** The score from which a finding of that size is paged. `headStart`: of the organisation. */
export function pageLineOf(settings: Settings, type: ActorType, size: Size, headStart = 0): number {
  const { pageScore, reviewScore } = thresholdsOf(settings, type);
  const quiet = Math.min(pageScore, Math.max(reviewScore, pageScore - headStart));
  return size === 'ordinary' ? quiet : Math.min(quiet, settings.largeExposurePageScore);
}

/**
 * By how much the page line lies lower where findings are rarer than it was drawn for: one account in 30 account-weeks
 * with a score over the review line. Tenfold is worth SLOPE, as scores fall off there. Where nothing is known yet it is
 * as if one were found in the first thirty.
 */
export function headStartOf({ accountWeeks, found }: Noise, { quietHeadStart }: Settings): number {
  const rarer = (DRAWN_FOR + accountWeeks) / (DRAWN_FOR * (1 + found));
  return Math.max(0, Math.min(quietHeadStart, Math.round(100 * SLOPE * Math.log10(rarer)) / 100));
}

const DRAWN_FOR = 30;
const SLOPE = 1.65;

/** The numbers by which less is told than before, as `pageScore 6 to 300`; of what is no line, whatever its name says, nothing. */
export function quieterLines(before: Settings, after: Settings): string[] {
  const [were, are] = [linesOf(before), linesOf(after)];
  return Object.keys(linesOf(DEFAULT_SETTINGS)).flatMap((name) => {
    const was = were[name];
    const is = are[name];
    if (was === undefined || is === undefined) return [];
    // Whoever draws a page line takes the head start away: less is told where the line then lies higher than it could.
    const isQuieter = name === 'quietHeadStart' ? is < was && isHigher(before, after) : is > was;
    return isQuieter ? [`${name} ${was} to ${is}`] : [];
  });
}

function isHigher(before: Settings, after: Settings): boolean {
  const lowest = (of: Settings, type: ActorType) => pageLineOf(of, type, 'ordinary', of.quietHeadStart);
  return (['user', 'service'] as const).some((type) => lowest(after, type) > lowest(before, type));
}

function linesOf({ service, ...others }: Settings): Readonly<Record<string, number>> {
  const prefixed = Object.entries(service).map(([name, line]) => [`service.${name}`, line] as const);
  return { ...others, ...Object.fromEntries(prefixed) };
}
