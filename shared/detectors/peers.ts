import { type ActorClass, classOf } from '../activity.ts';
import type { Subject } from '../profile/subject.ts';
import type { RecordUnit } from '../vendors/vendor.ts';
import type { Population } from './baseline.ts';

/**
 * What a day of an account of its kind that nobody knows moves, as log1p of records. Of rows a median of some hundred,
 * and a spread of nearly a decade either way; files and secrets are opened one by one.
 */
const PEERS: Readonly<Record<RecordUnit, Readonly<Record<ActorClass, Population>>>> = {
  rows: { person: { mean: 4.5, variance: 4 }, service: { mean: 7, variance: 6 } },
  objects: { person: { mean: 1.4, variance: 2 }, service: { mean: 3.5, variance: 4 } },
};

export function peersOf({ type, context }: Pick<Subject, 'type' | 'context'>): Population {
  return PEERS[context.counts][classOf(type)];
}

/** And as log1p of bytes, where an account moves any. */
export const BYTES: Readonly<Record<ActorClass, Population>> = {
  person: { mean: 14, variance: 6 },
  service: { mean: 14, variance: 9 },
};
