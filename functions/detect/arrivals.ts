import { type Activity, actorEntity } from '../../shared/activity.ts';
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

export function groupByEntity(arrived: readonly ArrivedActivity[]): Arrival[] {
  const groups = new Map<string, ArrivedActivity[]>();
  for (const one of arrived) {
    const entity = actorEntity(one.activity);
    const group = groups.get(entity);
    if (group) group.push(one);
    else groups.set(entity, [one]);
  }
  return Array.from(groups, ([entity, group]) => ({
    entity,
    readings: group.map(({ activity }) => readingOf(activity)),
    records: [...new Set(group.map(({ record }) => record))],
    arrivedTime: group.reduce((latest, { arrival }) => Math.max(latest, arrival), 0),
  }));
}

function readingOf(activity: Activity): Reading {
  const network = activity.source ? networkOf(activity.source) : undefined;
  return toReading(activity, network, findVendor(activity.vendor)?.revision ?? 0);
}
