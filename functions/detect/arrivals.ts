import { type Activity, actorEntity, type Source } from '../../shared/activity.ts';
import type { Arrival as ArrivedActivity } from '../../shared/decode.ts';
import { networkOf } from '../../shared/network.ts';
import { type Reading, toReading } from '../../shared/reading.ts';
import { findVendor } from '../../shared/vendors/index.ts';

/** What a batch brings to one entity. */
export interface Arrival {
  readonly entity: string;
  readonly readings: readonly Reading[];
  /** Positions in the batch of the records that brought them. */
  readonly records: readonly number[];
  /** Latest arrival on the stream, epoch milliseconds. */
  readonly arrivedTime: number;
}

/** Adds to what a vendor said of an address what the address itself tells. */
export type Enrich = (source: Source) => Source;

export function groupByEntity(
  arrived: readonly ArrivedActivity[],
  enrich: Enrich = (source) => source,
): Arrival[] {
  const groups = new Map<string, ArrivedActivity[]>();
  for (const one of arrived) {
    const entity = actorEntity(one.activity);
    const group = groups.get(entity);
    if (group) group.push(one);
    else groups.set(entity, [one]);
  }
  return Array.from(groups, ([entity, group]) => ({
    entity,
    readings: group.map(({ activity }) => readingOf(activity, enrich)),
    records: [...new Set(group.map(({ record }) => record))],
    arrivedTime: group.reduce((latest, { arrival }) => Math.max(latest, arrival), 0),
  }));
}

function readingOf(activity: Activity, enrich: Enrich): Reading {
  const source = activity.source && enrich(activity.source);
  const network = source && networkOf(source);
  const revision = findVendor(activity.vendor)?.revision ?? 0;
  return toReading(source ? { ...activity, source } : activity, network, revision);
}
