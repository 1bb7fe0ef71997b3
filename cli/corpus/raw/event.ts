/** One raw event as a vendor wrote it, with the moment at which it reaches the stream. */
export interface VendorEvent {
  readonly vendor: 'okta' | 'salesforce' | 'mixpanel';
  readonly tenant: string;
  /** Epoch milliseconds, the event's own time. */
  readonly time: number;
  /** Epoch milliseconds, never before `time`. */
  readonly arrival: number;
  /** Who did it, as a partition key. */
  readonly actor: string;
  readonly raw: object;
}

export const TENANT = 'example';
