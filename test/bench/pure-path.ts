import { type Arrival, groupByEntity } from '../../functions/detect/arrivals.ts';
import { contextsOf } from '../../functions/detect/assess-arrivals.ts';
import { type Organisations, organisationsIn } from '../../functions/detect/organisations.ts';
import { hourKey, openKey } from '../../functions/detect/profiles.ts';
import { readDatabases } from '../../functions/ports/geo.ts';
import type { StateItem, StateKey } from '../../functions/ports/state.ts';
import { geoFiles } from '../../infra/geo/files.ts';
import {
  advance,
  hoursOfFinding,
  neighbourHours,
  operationsOfDay,
  recordedDays,
  touchedHours,
} from '../../shared/advance.ts';
import { judgeBy } from '../../shared/assess.ts';
import { decodeBatch, type StreamRecord } from '../../shared/decode.ts';
import { type Databases, enrich } from '../../shared/enrich.ts';
import { type Finding, project } from '../../shared/finding.ts';
import { ledger } from '../../shared/ledger.ts';
import { decodeBase, decodeOpen, encodeBase, encodeOpen } from '../../shared/profile/codec.ts';
import { EMPTY_PROFILE, type Profile } from '../../shared/profile/profile.ts';
import { dayOf } from '../../shared/time.ts';
import type { Dialect } from './events.ts';
import { entityOf, OPTIONS, TODAY_MS, type WarmTable, warmTable } from './warm.ts';

export interface PureState {
  readonly item: (key: StateKey) => StateItem | undefined;
  readonly organisations: Organisations;
  readonly databases: Databases;
}

/**
 * All that `detect` computes of a batch, and nothing of how it talks to the outside: bytes of records and of stored
 * items in, bytes of items and findings out.
 */
export function purePath(records: readonly StreamRecord[], state: PureState): readonly Finding[] {
  const { activities } = decodeBatch(records, OPTIONS);
  const arrivals = groupByEntity(activities, (source) => enrich(source, state.databases));
  return arrivals.flatMap((arrival) => pureEntity(arrival, state));
}

/** On warm profiles, with the tables of the organisation and the address databases that the function has. */
export async function pureStateOf(
  dialect: Dialect,
): Promise<{ readonly pure: PureState; readonly table: WarmTable }> {
  const table = await warmTable(dialect);
  const organisations = organisationsIn(table.store);
  await organisations.load([entityOf(dialect, 0)], dayOf(TODAY_MS));
  return {
    table,
    pure: { item: table.item, organisations, databases: readDatabases(geoFiles()) },
  };
}

function pureEntity({ entity, readings }: Arrival, { item, organisations }: PureState): Finding[] {
  const stored = item(openKey(entity));
  const open = stored === undefined ? EMPTY_PROFILE.open : decodeOpen(stored.bytes);
  const base = stored?.base === undefined ? undefined : item({ entity, part: stored.base });
  const profile: Profile = { open, base: base === undefined ? EMPTY_PROFILE.base : decodeBase(base.bytes) };
  const hours = [...touchedHours(readings), ...neighbourHours(readings, open)];
  const ledgers = new Map(
    hours.flatMap((hour) => {
      const found = item(hourKey(entity, hour));
      return found === undefined ? [] : [[hour, ledger.decode(found.bytes)] as const];
    }),
  );
  const contextOf = contextsOf(organisations)(entity, new Map());
  const next = advance(readings, profile, ledgers, judgeBy(OPTIONS.settings, contextOf, OPTIONS.judging));
  for (const changed of next.changed.values()) ledger.encode(changed);
  encodeOpen(next.profile.open);
  if (next.profile.base !== profile.base) encodeBase(next.profile.base);
  if (next.fromDay === undefined) return [];
  return recordedDays(next.profile, next.fromDay).map((day) => {
    const known = hoursOfFinding(next.profile, day).flatMap((hour) => {
      const own = next.changed.get(hour) ?? ledgers.get(hour);
      return own === undefined ? [] : [[hour, own] as const];
    });
    const operations = operationsOfDay(new Map(known), day);
    const { settings, hashKey, judging } = OPTIONS;
    return project({
      entity,
      profile: next.profile,
      day,
      operations,
      settings,
      hashKey,
      judging,
      context: contextOf(day),
    });
  });
}
