import { isInNetwork } from '../network.ts';

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
  /** `type:name`, as findings show them; of an operation with more than eight seven, and `others:5~1a2b3c4d` for the rest. */
  readonly datasets?: readonly string[];
  /** The vendor's own names of what may carry data out, lists left out; of an hour six count, ways out first, then by amount. */
  readonly operations?: readonly string[];
  /** From the first full hour to before the second; `[22, 6]` goes over midnight. */
  readonly hoursUtc?: readonly [number, number];
  readonly dailyRecords?: number;
  readonly author: string;
  readonly reason: string;
  /** `YYYY-MM-DD`: the first UTC day that it holds for. */
  readonly fromDay: string;
}

/** What a contract lists. */
export const LISTED = ['networks', 'countries', 'clients', 'datasets', 'operations'] as const;
export type Listed = (typeof LISTED)[number];

/** Whether an hour of the day lies in the hours of a contract. */
export function isInHours(hour: number, [from, to]: readonly [number, number]): boolean {
  return from < to ? hour >= from && hour < to : hour >= from || hour < to;
}

/** The parts in which the newer one allows something that the older one did not. */
export function looser(older: Contract, newer: Contract): string[] {
  const { hoursUtc: hours, dailyRecords: most } = older;
  const adds = (name: Listed) =>
    older[name] !== undefined &&
    (newer[name] === undefined ||
      newer[name].some((value) => !older[name]?.some((range) => isWithin(value, range))) ||
      (name === 'networks' && older[name].some(isSystem) && isRanges(newer[name])));
  const isLonger =
    hours !== undefined &&
    HOURS.some(
      (hour) => !isInHours(hour, hours) && (newer.hoursUtc === undefined || isInHours(hour, newer.hoursUtc)),
    );
  return [
    ...LISTED.filter(adds),
    ...(isLonger ? ['hoursUtc'] : []),
    // Nothing is more than what is no number, and days are compared as texts: by whatever is written there.
    ...(most !== undefined && !((newer.dailyRecords ?? Number.POSITIVE_INFINITY) <= most)
      ? ['dailyRecords']
      : []),
    ...(newer.fromDay > older.fromDay ? ['fromDay'] : []),
  ];
}

/** Address ranges alone hold no network that is known by its system. */
export function isRanges(networks: readonly string[]): boolean {
  return networks.length > 0 && !networks.some(isSystem);
}

export function isSystem(network: string): boolean {
  return network.startsWith('AS');
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** Of a network: the same, or a part of it. */
function isWithin(value: string, range: string): boolean {
  const [address = '', bits] = value.split('/');
  const [, most] = range.split('/');
  if (value === range) return true;
  return (
    bits !== undefined && most !== undefined && Number(bits) >= Number(most) && isInNetwork(address, range)
  );
}
