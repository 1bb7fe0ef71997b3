import { advance, type Ledgers, neighbourHours, recordedDays, touchedHours } from '../../shared/advance.ts';
import { personEntity } from '../../shared/entity.ts';
import type { Person } from '../../shared/person.ts';
import {
  EMPTY_PROFILE,
  type Judge,
  MAX_EMAILS,
  type Open,
  type Profile,
} from '../../shared/profile/profile.ts';
import type { Reading } from '../../shared/reading.ts';
import type { DayVerdict } from '../../shared/verdict.ts';
import { settle } from '../ports/parallel.ts';
import {
  hourKey,
  hourOfPart,
  itemKey,
  openKey,
  type StateItem,
  type StateKey,
  type StateStore,
} from '../ports/state.ts';
import type { Arrival } from './arrivals.ts';
import { type Link, linkPeople, PERSON_PART, personIn, personKey } from './persons.ts';
import { type ProfileMemory, profileMemory } from './profile-memory.ts';
import { LostRaceError, MAX_ATTEMPTS } from './update-item.ts';
import { writeLedgers, writeProfile } from './write-profile.ts';

/** An arrival whose effect is stored: ledgers first, then the base, then the profile that rests on them. */
export interface Committed {
  readonly arrival: Arrival;
  readonly profile: Profile;
  /** Version of the stored profile; findings projected from it carry it as their revision. */
  readonly version: number;
  readonly fromDay: number | undefined;
  readonly live: readonly Reading[];
  readonly historical: number;
  /** What came too late for the profile. */
  readonly late: readonly Reading[];
  /** What was known of the people behind the account, by their entity, when its days were judged. */
  readonly people: People;
  readonly verdicts: readonly DayVerdict[];
}

export type People = ReadonlyMap<string, Person>;

/** What people have decided about days of an account. */
export type VerdictsOn = (entity: string) => Promise<readonly DayVerdict[]>;

/** How an account's days are judged, given what is known of the people behind it. */
export type JudgeFor = (entity: string, people: People, verdicts?: readonly DayVerdict[]) => Judge;

export interface Refused {
  readonly arrival: Arrival;
  readonly error: unknown;
}

const WRITES_IN_FLIGHT = 32;

/**
 * Optimistic, per entity: read everything, compute, write conditionally; whoever loses a race starts again from
 * the read. The profile is read before the ledgers it is computed from, so its version vouches for them: what
 * has been added to them since can only make the write of the profile fail.
 */
export async function commitProfiles(
  store: StateStore,
  arrivals: readonly Arrival[],
  judgeFor: JudgeFor,
  verdictsOn: VerdictsOn = async () => [],
  memory: ProfileMemory = profileMemory(),
): Promise<{
  readonly committed: readonly Committed[];
  readonly refused: readonly Refused[];
  readonly races: number;
}> {
  const committed: Committed[] = [];
  const refused: Refused[] = [];
  let races = 0;
  let pending = arrivals;
  for (let attempt = 1; pending.length > 0; attempt++) {
    const outcomes = await commitEach(store, pending, judgeFor, verdictsOn, memory);
    const lost: Arrival[] = [];
    for (const [index, outcome] of outcomes.entries()) {
      const arrival = pending[index] as Arrival;
      if (outcome.status === 'rejected') refused.push({ arrival, error: outcome.reason });
      else if (outcome.value !== 'lost') committed.push(outcome.value);
      else if (attempt === MAX_ATTEMPTS)
        refused.push({ arrival, error: new LostRaceError(`The state of ${arrival.entity}`) });
      else lost.push(arrival);
    }
    races += lost.length;
    pending = lost;
  }
  return { committed, refused, races };
}

/** Two round trips for the whole batch: the profiles, then what these and the arrivals refer to. */
async function commitEach(
  store: StateStore,
  arrivals: readonly Arrival[],
  judgeFor: JudgeFor,
  verdictsOn: VerdictsOn,
  memory: ProfileMemory,
): Promise<PromiseSettledResult<Committed | 'lost'>[]> {
  const opens = await store.read(arrivals.map(({ entity }) => openKey(entity)));
  // What one entity's item holds must not stop the others, so each is decoded on its own.
  const begun = await settle(arrivals, WRITES_IN_FLIGHT, async (arrival) =>
    begin(arrival, opens.get(itemKey(openKey(arrival.entity))), memory),
  );
  // An account is entered with its person before the person is read: of a change of access and an export that arrive
  // at once, one then sees the other.
  const unlinked = await linkPeople(
    store,
    begun.flatMap((one) => (one.status === 'fulfilled' ? linksOf(one.value) : [])),
  );
  const items = await store.read(
    begun.flatMap((one) => (one.status === 'fulfilled' ? keysOf(one.value) : [])),
  );
  return settle(begun, WRITES_IN_FLIGHT, async (one) => {
    if (one.status === 'rejected') throw one.reason;
    for (const { email } of linksOf(one.value)) if (unlinked.has(email)) throw unlinked.get(email);
    return commitOne(store, one.value, partsOf(items, keysOf(one.value)), judgeFor, verdictsOn, memory);
  });
}

/** An arrival and the profile it meets. */
interface Begun {
  readonly arrival: Arrival;
  readonly stored: StateItem | undefined;
  readonly open: Open;
  /** Addresses of `open` that the stored profile does not have. */
  readonly added: readonly string[];
}

function begin(arrival: Arrival, stored: StateItem | undefined, memory: ProfileMemory): Begun {
  const open = stored ? memory.open.read(stored) : EMPTY_PROFILE.open;
  const emails = [...new Set([...open.emails, ...(arrival.emails ?? [])])].sort().slice(0, MAX_EMAILS);
  const added = emails.filter((email) => !open.emails.includes(email));
  return { arrival, stored, open: { ...open, emails }, added };
}

function linksOf({ arrival: { entity, arrivedTime }, added }: Begun): Link[] {
  return added.map((email) => ({ email, account: entity, nowMs: arrivedTime }));
}

function keysOf({ arrival: { entity, readings }, stored, open }: Begun): StateKey[] {
  const hours = [...touchedHours(readings), ...neighbourHours(readings, open)];
  const keys = [
    ...hours.map((hour) => hourKey(entity, hour)),
    ...open.emails.map((email) => personKey(personEntity(email))),
  ];
  return stored?.base === undefined ? keys : [{ entity, part: stored.base }, ...keys];
}

type Parts = ReadonlyMap<string, StateItem>;

function partsOf(found: ReadonlyMap<string, StateItem>, keys: readonly StateKey[]): Parts {
  const parts = new Map<string, StateItem>();
  for (const key of keys) {
    const item = found.get(itemKey(key));
    // A person's item stands under the person's name, the entity's own under their part.
    if (item) parts.set(item.part === PERSON_PART ? item.entity : item.part, item);
  }
  return parts;
}

async function commitOne(
  store: StateStore,
  { arrival, stored, open }: Begun,
  items: Parts,
  judgeFor: JudgeFor,
  verdictsOn: VerdictsOn,
  memory: ProfileMemory,
): Promise<Committed | 'lost'> {
  const base = stored?.base === undefined ? undefined : items.get(stored.base);
  if (stored?.base !== undefined && base === undefined) return baseGone(store, stored);

  const profile: Profile = { open, base: base ? memory.base.read(base) : EMPTY_PROFILE.base };
  const people: People = new Map(
    open.emails.map(personEntity).map((one) => [one, personIn(items.get(one))] as const),
  );
  const ledgers = ledgersOf(items, memory);
  const advanced = (verdicts: readonly DayVerdict[], again = arrival.again) =>
    advance(arrival.readings, profile, ledgers, judgeFor(arrival.entity, people, verdicts), again);
  const unjudged = advanced([]);
  // People judge few accounts, and of those only days with a finding: the others cost no read.
  const recorded = recordedDays(unjudged.profile, Number.NEGATIVE_INFINITY);
  const verdicts = recorded.length === 0 ? [] : await verdictsOn(arrival.entity);
  const next = verdicts.length === 0 ? unjudged : advanced(verdicts, [...(arrival.again ?? []), ...recorded]);
  if (!(await writeLedgers(store, arrival, next, items, memory))) return 'lost';
  const version = await writeProfile(store, arrival.entity, next, profile, stored, memory);
  if (version === 'lost') return 'lost';
  const { fromDay, live, historical } = next;
  const inTime = new Set(live);
  const late = arrival.readings.filter((reading) => !inTime.has(reading));
  const rest = { live, late, historical, people, verdicts };
  return { arrival, profile: next.profile, version, fromDay, ...rest };
}

/** Either a faster writer has replaced the base between the two reads, or it is gone for good. */
async function baseGone(store: StateStore, stored: StateItem): Promise<'lost'> {
  const again = (await store.read([stored])).get(itemKey(stored));
  if (again?.version === stored.version) throw new MissingBaseError(stored);
  return 'lost';
}

/** No retry brings the item back, so it must not hold up the shard. */
class MissingBaseError extends Error {
  override readonly name = 'MissingBaseError';
  constructor({ entity, base }: StateItem) {
    super(`The profile of ${entity} rests on ${base}, which is not in the state table: rebuild this entity.`);
  }
}

function ledgersOf(items: Parts, memory: ProfileMemory): Ledgers {
  return new Map(
    [...items.values()].flatMap((item) => {
      const hour = hourOfPart(item.part);
      return hour === undefined ? [] : [[hour, memory.ledger.read(item)] as const];
    }),
  );
}
