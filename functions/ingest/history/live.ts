import { touchedHours } from '../../../shared/advance.ts';
import { personEntity } from '../../../shared/entity.ts';
import { EMPTY_LEDGER, ledger, readingsOf } from '../../../shared/ledger.ts';
import { closuresOfPerson, type Person, refusalsOfPerson, stepsOfPerson } from '../../../shared/person.ts';
import { decodeOpen } from '../../../shared/profile/codec.ts';
import { dayOfHour } from '../../../shared/profile/profile.ts';
import { DAY_MS, HOUR_MS, hourOf } from '../../../shared/time.ts';
import { type Arrival, hourOfNews, type PersonNews } from '../../detect/arrivals.ts';
import { commitNews, PERSON_PART, personIn, personKey } from '../../detect/persons.ts';
import { settle } from '../../ports/parallel.ts';
import { hourKey, itemKey, openKey, type StateItem, type StateStore } from '../../ports/state.ts';
import type { Join } from './replay.ts';

/** What live traffic has stored of the accounts of a history, brought into its replay on the days that it is of. */
export interface Live {
  readonly join: Join;
  /** Version of each account's `open` that was brought in; absent: there was none. */
  readonly versions: ReadonlyMap<string, number>;
  /** As JSON, for whoever goes on with the replay in another process. */
  readonly memory: () => LiveMemory;
}

/** Whom it has met, and what it has still to bring. */
export interface LiveMemory {
  readonly versions: readonly (readonly [string, number])[];
  readonly asked: readonly string[];
  readonly people: readonly string[];
  readonly waiting: readonly (readonly [number, Waiting])[];
}

/** Days at which something waits to be brought in: accounts and hours of their ledgers, people and their news. */
interface Waiting {
  readonly hours: { readonly entity: string; readonly hour: number; readonly emails: readonly string[] }[];
  readonly steps: PersonNews[];
}

/** Ledgers live for 14 days after the arrival of what they hold. */
const LEDGER_DAYS = 15;

const READS_IN_FLIGHT = 16;

/** `nowMs`: epoch milliseconds. */
export function liveIn(target: StateStore, nowMs: number, memory?: LiveMemory): Live {
  const firstHour = hourOf(nowMs - LEDGER_DAYS * DAY_MS);
  const versions = new Map(memory?.versions);
  const asked = new Set(memory?.asked);
  const people = new Set(memory?.people);
  const waiting = new Map(memory?.waiting);

  function at(day: number): Waiting {
    const known = waiting.get(day) ?? { hours: [], steps: [] };
    waiting.set(day, known);
    return known;
  }

  async function meet(arrivals: readonly Arrival[]): Promise<void> {
    const fresh = arrivals.map(({ entity }) => entity).filter((entity) => !asked.has(entity));
    for (const entity of fresh) asked.add(entity);
    const emails = arrivals.flatMap((arrival) => arrival.emails ?? []);
    for (const item of (await target.read(fresh.map(openKey))).values()) {
      const open = decodeOpen(item.bytes);
      versions.set(item.entity, item.version);
      emails.push(...open.emails);
      for (const hour of open.hours.keys())
        at(dayOfHour(hour)).hours.push({ entity: item.entity, hour, emails: open.emails });
    }
    const unmet = [...new Set(emails.map(personEntity))].filter((one) => !people.has(one));
    for (const one of unmet) people.add(one);
    for (const item of (await target.read(unmet.map(personKey))).values())
      if (item.part === PERSON_PART) bringPerson(item.entity, personIn(item));
  }

  /** Days are judged by steps, refusals and closures alone; who made them stays in the stored person, with which this one is merged. */
  function bringPerson(entity: string, known: Person): void {
    const news: PersonNews[] = [
      ...stepsOfPerson(known).map((step) => ({ person: entity, step })),
      ...refusalsOfPerson(known).map((refusal) => ({ person: entity, refusal })),
      ...closuresOfPerson(known).map((closure) => ({ person: entity, closure })),
    ];
    for (const one of news) at(dayOfHour(hourOfNews(one))).steps.push(one);
  }

  /** Also hours of which the profile says nothing: what failed in them counts once something succeeds. */
  function meetHours(arrivals: readonly Arrival[]): void {
    for (const { entity, readings, emails = [] } of arrivals)
      for (const hour of touchedHours(readings))
        if (hour >= firstHour) at(dayOfHour(hour)).hours.push({ entity, hour, emails });
  }

  return {
    versions,
    memory: () => ({
      versions: [...versions],
      asked: [...asked],
      people: [...people],
      waiting: [...waiting],
    }),
    join: async (day, arrivals, state) => {
      await meet(arrivals);
      meetHours(arrivals);
      const due = [...waiting.keys()].filter((one) => one <= day).sort((a, b) => a - b);
      const brought: Arrival[] = [];
      for (const one of due) {
        const { hours, steps } = at(one);
        waiting.delete(one);
        if (steps.length > 0) await commitNews(state, [{ ...NOTHING, entity: '', personNews: steps }]);
        const wanted = [...Map.groupBy(hours, ({ entity }) => entity)];
        const outcomes = await settle(wanted, READS_IN_FLIGHT, ([entity, own]) =>
          bringHours(target, state, { entity, emails: own[0]?.emails ?? [] }, [
            ...new Set(own.map(({ hour }) => hour)),
          ]),
        );
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') throw outcome.reason;
          brought.push(outcome.value);
        }
      }
      return united([...arrivals, ...brought]);
    },
  };
}

const NOTHING = { readings: [], records: [], arrivedTime: 0 };

/**
 * Ledgers of the target, united with those here; as an arrival, so that the hours are judged. Whole ledgers and not
 * only their readings: of a full hour they hold a sample, and what it stands for.
 */
export async function bringHours(
  target: StateStore,
  state: StateStore,
  { entity, emails }: { readonly entity: string; readonly emails: readonly string[] },
  hours: readonly number[],
): Promise<Arrival> {
  const keys = hours.map((hour) => hourKey(entity, hour));
  const [theirs, ours] = [await target.read(keys), await state.read(keys)];
  const readings = [];
  let arrivedTime = 0;
  for (const [index, key] of keys.entries()) {
    const their = theirs.get(itemKey(key));
    if (their === undefined) continue;
    const own = ours.get(itemKey(key));
    readings.push(...readingsOf(ledger.decode(their.bytes)));
    arrivedTime = Math.max(arrivedTime, (hours[index] ?? 0) * HOUR_MS);
    const version = own?.version ?? 0;
    await state.write({ ...their, version: version + 1, bytes: unitedBytes(their, own) }, version);
  }
  return { ...NOTHING, entity, emails, readings, arrivedTime };
}

export function unitedBytes(one: StateItem, other: StateItem | undefined): Uint8Array {
  const decoded = other === undefined ? EMPTY_LEDGER : ledger.decode(other.bytes);
  return ledger.encode(ledger.merge(ledger.decode(one.bytes), decoded));
}

/** One arrival for each account. */
function united(arrivals: readonly Arrival[]): Arrival[] {
  return [...Map.groupBy(arrivals, ({ entity }) => entity)].map(([entity, own]) => ({
    entity,
    readings: own.flatMap(({ readings }) => readings),
    records: own.flatMap(({ records }) => records),
    arrivedTime: Math.max(...own.map(({ arrivedTime }) => arrivedTime)),
    emails: [...new Set(own.flatMap(({ emails = [] }) => emails))].sort(),
    personNews: own.flatMap(({ personNews = [] }) => personNews),
  }));
}
