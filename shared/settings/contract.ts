/**
 * What the owner of a service account or integration says that it does. Whatever is absent is not limited. Leaving
 * it is a finding on the first day, without any learning.
 */
export interface Contract {
  readonly vendor: string;
  readonly tenant: string;
  /** The vendor's immutable id of the account: `actor.uid`. */
  readonly actor: string;
  /** CIDR, such as `198.51.100.0/24`, or `AS64500`. */
  readonly networks?: readonly string[];
  /** ISO 3166-1 alpha-2. */
  readonly countries?: readonly string[];
  /** Client families, as findings show them. */
  readonly clients?: readonly string[];
  /** `type:name`, as findings show them; of an operation eight count. */
  readonly datasets?: readonly string[];
  /** The vendor's own names of what may carry data out, lists left out. */
  readonly operations?: readonly string[];
  /** From the first full hour to before the second; `[22, 6]` goes over midnight. */
  readonly hoursUtc?: readonly [number, number];
  readonly dailyRecords?: number;
  readonly author: string;
  readonly reason: string;
  /** `YYYY-MM-DD`: the first UTC day that it holds for. */
  readonly fromDay: string;
}
