import type { ActorType } from './activity.ts';
import { classOf } from './context.ts';

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
}

/** What differs from other settings. */
export type SettingsChange = Partial<Omit<Settings, 'service'>> & { readonly service?: Partial<Thresholds> };

export function changed(settings: Settings, change: SettingsChange): Settings {
  return {
    ...settings,
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

/** The score from which a finding of that size is paged. */
export function pageLineOf(settings: Settings, type: ActorType, size: Size): number {
  const { pageScore } = thresholdsOf(settings, type);
  return size === 'ordinary' ? pageScore : Math.min(pageScore, settings.largeExposurePageScore);
}
