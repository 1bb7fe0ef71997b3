import { type Arrival, groupByEntity } from '../../functions/detect/arrivals.ts';
import { contextsOf } from '../../functions/detect/assess-arrivals.ts';
import { type Organisations, organisationsIn } from '../../functions/detect/organisations.ts';
import { type ProfileMemory, profileMemory } from '../../functions/detect/profile-memory.ts';
import { readDatabases } from '../../functions/ports/geo.ts';
import { hourKey, openKey, type StateItem, type StateKey } from '../../functions/ports/state.ts';
import { geoFiles } from '../../infra/geo/files.ts';
import {
  advance,
  hoursOfChanges,
  hoursOfFinding,
  neighbourHours,
  operationsOfDay,
  recordedDays,
  touchedHours,
} from '../../shared/advance.ts';
import { type Judged, judgeBy } from '../../shared/assess.ts';
import { decodeBatch, type StreamRecord } from '../../shared/decode.ts';
import { type Databases, enrich } from '../../shared/enrich.ts';
import type { Finding } from '../../shared/finding.ts';
import { sha256Hex } from '../../shared/hash.ts';
import { ledger, readingsOf } from '../../shared/ledger.ts';
import { encodeBase, encodeOpen } from '../../shared/profile/codec.ts';
import { EMPTY_PROFILE, type Profile } from '../../shared/profile/profile.ts';
import { project } from '../../shared/project.ts';
import { dayOf } from '../../shared/time.ts';
import type { Dialect } from './events.ts';
import { entityOf, OPTIONS, TODAY_MS, type WarmTable, warmTable } from './warm.ts';

export interface PureState {
  readonly item: (key: StateKey) => StateItem | undefined;
  readonly organisations: Organisations;
  readonly databases: Databases;
  readonly profiles: ProfileMemory;
  readonly write: (item: StateItem) => void;
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
    pure: {
      item: table.item,
      organisations,
      databases: readDatabases(geoFiles()),
      profiles: profileMemory(),
      write: table.write,
    },
  };
}

function pureEntity({ entity, readings }: Arrival, state: PureState): Finding[] {
  const { item, organisations, profiles } = state;
  const stored = item(openKey(entity));
  const open = stored === undefined ? EMPTY_PROFILE.open : profiles.open.read(stored);
  const base = stored?.base === undefined ? undefined : item({ entity, part: stored.base });
  const profile: Profile = {
    open,
    base: base === undefined ? EMPTY_PROFILE.base : profiles.base.read(base),
  };
  const hours = [...touchedHours(readings), ...neighbourHours(readings, open)];
  const ledgers = new Map(
    hours.flatMap((hour) => {
      const found = item(hourKey(entity, hour));
      return found === undefined ? [] : [[hour, profiles.ledger.read(found)] as const];
    }),
  );
  const contextOf = contextsOf(organisations)(entity, new Map());
  const judged = new Map<number, Judged>();
  const judge = judgeBy(OPTIONS.settings, contextOf, OPTIONS.judging, judged);
  const next = advance(readings, profile, ledgers, judge);
  for (const [hour, changed] of next.changed) {
    const written = { ...hourKey(entity, hour), version: 1, bytes: ledger.encode(changed), expires: 0 };
    state.write(written);
    profiles.ledger.wrote(written, changed);
  }
  writeProfile(entity, next.profile, profile, stored, state);
  if (next.fromDay === undefined) return [];
  return recordedDays(next.profile, next.fromDay).map((day) => {
    const known = hoursOfFinding(next.profile, day).flatMap((hour) => {
      const own = next.changed.get(hour) ?? ledgers.get(hour);
      return own === undefined ? [] : [[hour, own] as const];
    });
    const operations = operationsOfDay(new Map(known), day);
    const before = hoursOfChanges(next.profile, day).flatMap((hour) => {
      const stored = item(hourKey(entity, hour));
      return stored === undefined ? [] : readingsOf(profiles.ledger.read(stored));
    });
    const { settings, hashKey, judging } = OPTIONS;
    return project({
      entity,
      profile: next.profile,
      day,
      operations,
      before,
      settings,
      hashKey,
      judging,
      context: judged.get(day)?.subject.context ?? contextOf(day),
      judged: judged.get(day),
    });
  });
}

/** As `detect` does. */
function writeProfile(
  entity: string,
  { open, base }: Profile,
  before: Profile,
  stored: StateItem | undefined,
  { profiles, write }: PureState,
): void {
  const version = (stored?.version ?? 0) + 1;
  let part = stored?.base;
  if (base !== before.base) {
    const bytes = encodeBase(base);
    part = `base#${sha256Hex(bytes).slice(0, 16)}`;
    write({ entity, part, version: 1, bytes, expires: 0 });
  }
  const item = { ...openKey(entity), version, bytes: encodeOpen(open), expires: 0 };
  const whole = part === undefined ? item : { ...item, base: part };
  write(whole);
  profiles.open.wrote(whole, open);
}
