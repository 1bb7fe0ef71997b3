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
  /** Nothing where every field is in some event, and every event has a kind and one of a few names. */
  lines(): readonly string[];
}

/** Operations of a vendor are some hundreds; what has an id in its name is another one each time. */
const MANY_NAMES = 50;
const MAX_NAMES = 1000;

/**
 * What of a mapping comes to nothing in the events that it has read. A pointer that leads nowhere is no mistake in one event,
 * so that a misspelled one would cost the address of all of them unseen; nor is an operation that is not listed.
 */
export function unmetOf(mapping: Mapping): Unmet {
  const unmet = new Set(FIELDS.filter(({ said }) => pointersIn(said(mapping)).length > 0));
  const names = new Set<string>();
  let read = 0;
  let sized = 0;
  let listed = 0;
  return {
    add(activities) {
      for (const activity of activities) {
        if (activity.vendor !== mapping.uid) continue;
        const { kind, operation } = activity;
        read++;
        if (kind !== 'other') listed++;
        if (countsVolume(kind) || movesData(kind)) sized++;
        if (names.size < MAX_NAMES) names.add(operation);
        for (const field of unmet) if (field.met(activity)) unmet.delete(field);
      }
    },
    lines() {
      if (read === 0) return [];
      const told = [...unmet].filter(({ name }) => !name.startsWith('volume.') || sized > 0);
      const fields = told.map(
        ({ name, said }) => `${name} (${pointersIn(said(mapping)).slice(0, 3).join(', ')})`,
      );
      const whose = `The mapping of ${mapping.uid}`;
      const events = plural(read, 'event');
      return [
        ...(fields.length > 0
          ? [
              `${whose} finds nothing for ${fields.join(', ')} in ${events}: see with --shape where the log has it, if it has.`,
            ]
          : []),
        ...(listed === 0
          ? [
              `${whose} has no kind but other for ${events}: name under kinds what moves data or access, as --summary writes it.`,
            ]
          : []),
        ...(names.size >= MANY_NAMES && names.size * 4 > Math.min(read, MAX_NAMES)
          ? [
              `${whose} has another name of the operation for nearly every event: take a field without ids and names of things.`,
            ]
          : []),
      ];
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
