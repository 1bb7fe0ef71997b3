import { type Activity, countsVolume, movesData } from '../../shared/activity.ts';
import { isObject } from '../../shared/vendors/field.ts';
import type { Mapping } from '../../shared/vendors/mapping-format.ts';
import { asList } from '../../shared/vendors/mapping-path.ts';
import type { Json } from '../../shared/vendors/vendor.ts';
import { plural } from '../../shared/words.ts';

/** What a mapping says of a field, and what comes of it where its pointers lead somewhere. */
interface Field {
  readonly name: string;
  readonly said: (mapping: Mapping) => unknown;
  readonly met: (activity: Activity) => boolean;
}

const actors = ({ actor }: Mapping) => asList(actor);
const volumes = ({ volume = [] }: Mapping) => asList(volume);
const outcomes = ({ outcome = 'unknown' }: Mapping) => asList(outcome);

const FIELDS: readonly Field[] = [
  { name: 'outcome', said: outcomes, met: ({ outcome }) => outcome !== 'unknown' },
  ...(['email', 'name', 'app', 'credential'] as const).map((name) => ({
    name: `actor.${name}`,
    said: (mapping: Mapping) => actors(mapping).map((one) => one[name]),
    met: ({ actor }: Activity) => actor[name] !== undefined,
  })),
  ...(['ip', 'country', 'asn', 'asOrg'] as const).map((name) => ({
    name: `source.${name}`,
    said: ({ source }: Mapping) => source?.[name],
    met: ({ source }: Activity) => source?.[name] !== undefined,
  })),
  ...(['userAgent', 'browser', 'system'] as const).map((name) => ({
    name: `source.${name}`,
    said: ({ source }: Mapping) => source?.[name],
    met: ({ source }: Activity) => source?.client !== undefined,
  })),
  { name: 'resources', said: ({ resources }) => resources, met: ({ resources }) => resources.length > 0 },
  ...(['records', 'bytes'] as const).map((name) => ({
    name: `volume.${name}`,
    said: (mapping: Mapping) => volumes(mapping).map((one) => one[name]),
    met: ({ volume }: Activity) => volume?.[name] !== undefined,
  })),
  { name: 'session', said: ({ session }) => session, met: ({ session }) => session !== undefined },
  {
    name: 'identity',
    said: ({ identity }) => identity,
    met: ({ identity }) => identity !== undefined,
  },
];

/** Of one mapping, over all that it reads. */
export interface Unmet {
  add(activities: readonly Activity[]): void;
  /** Undefined where every field is in some event. */
  line(): string | undefined;
}

/**
 * Fields of a mapping that are in none of the events it has read. A pointer that leads nowhere is no mistake in one event, so
 * that a misspelled one would cost the address of all of them unseen.
 */
export function unmetOf(mapping: Mapping): Unmet {
  const unmet = new Set(FIELDS.filter(({ said }) => pointersIn(said(mapping)).length > 0));
  let read = 0;
  let sized = 0;
  return {
    add(activities) {
      for (const activity of activities) {
        if (activity.vendor !== mapping.uid) continue;
        read++;
        if (countsVolume(activity.kind) || movesData(activity.kind)) sized++;
        for (const field of unmet) if (field.met(activity)) unmet.delete(field);
      }
    },
    line() {
      const told = [...unmet].filter(({ name }) => (name.startsWith('volume.') ? sized : read) > 0);
      if (told.length === 0) return undefined;
      const fields = told.map(
        ({ name, said }) => `${name} (${pointersIn(said(mapping)).slice(0, 3).join(', ')})`,
      );
      return `The mapping of ${mapping.uid} finds nothing for ${fields.join(', ')} in ${plural(read, 'event')}: see with --shape where the log has it, if it has.`;
    },
  };
}

/** All pointers that a part of a mapping reads, in their order; conditions are none of them. */
function pointersIn(said: unknown): readonly string[] {
  if (typeof said === 'string') return said.startsWith('/') ? [said] : [];
  if (Array.isArray(said)) return said.flatMap(pointersIn);
  if (!isObject(said as Json)) return [];
  return Object.entries(said as object).flatMap(([name, part]) =>
    ['where', 'values', 'value', 'type'].includes(name) ? [] : pointersIn(part),
  );
}
