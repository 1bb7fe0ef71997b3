/** What an operator can tune. Thresholds are in decades (`-log10 p`) and take effect on the next UTC day. */
export interface Settings {
  /** A finding is recorded, for the review queue, from this score on. */
  readonly reviewScore: number;
  /** A finding is paged from this score on, as MEDIUM. */
  readonly pageScore: number;
  readonly highScore: number;
  readonly criticalScore: number;
  /** At least this many records known to be taken raise a paged finding's severity by one. */
  readonly largeExposureRecords: number;
  /** With that many records known to be taken, a finding is paged from this score on. */
  readonly largeExposurePageScore: number;
}

export const DEFAULT_SETTINGS: Settings = {
  reviewScore: 2.5,
  pageScore: 6,
  highScore: 8,
  criticalScore: 11,
  largeExposureRecords: 100_000,
  largeExposurePageScore: 4,
};
