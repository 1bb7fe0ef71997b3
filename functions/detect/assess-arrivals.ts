import { hoursOfChanges, recordedDays } from '../../shared/advance.ts';
import { type ContextOf, type Judged, judgeBy } from '../../shared/assess.ts';
import { actorEntity, parseEntity } from '../../shared/entity.ts';
import type { Finding } from '../../shared/finding.ts';
import { changesOfPerson, closuresOfPerson, refusalsOfPerson, stepsOfPerson } from '../../shared/person.ts';
import { dayOfHour } from '../../shared/profile/profile.ts';
import type { Contract } from '../../shared/settings/contract.ts';
import { type Settings, thresholdsOf } from '../../shared/settings.ts';
import { dayOf, dayText } from '../../shared/time.ts';
import { findVendor } from '../../shared/vendors/index.ts';
import { nounsOf, RECORDS } from '../../shared/vendors/nouns.ts';
import type { Vendor } from '../../shared/vendors/vendor.ts';
import { type DayVerdict, verdictOn } from '../../shared/verdict.ts';
import { settle } from '../ports/parallel.ts';
import type { StateStore } from '../ports/state.ts';
import { type Arrival, hourOfNews } from './arrivals.ts';
import { hoursAround, keptLedgers, LATE } from './ledgers.ts';
import type { AssessOptions, AssessPorts } from './options.ts';
import { type Organisations, organisationsIn } from './organisations.ts';
import { pastFindings, revisionOfPast } from './past-days.ts';
import { type Again, commitNews } from './persons.ts';
import { type Committed, commitProfiles, type JudgeFor, type People, type Refused } from './profiles.ts';
import { projectDay } from './project-day.ts';

export interface Assessed {
  readonly committed: readonly Committed[];
  readonly findings: readonly Finding[];
  readonly failed: readonly Refused[];
  readonly lostRaces: number;
}

const FINDINGS_IN_FLIGHT = 16;

/**
 * From activities to findings, one UTC day after the other: ledgers and profiles are committed, then the findings
 * that they project to are written. A day's finding is thus written before a later day of the same batch can make
 * the day final. A crash in between is healed when the same arrivals come again.
 */
export async function assessArrivals(
  arrivals: readonly Arrival[],
  ports: AssessPorts,
  options: AssessOptions,
): Promise<Assessed> {
  const { organisations = organisationsIn(ports.state) } = ports;
  const contextFor = contextsOf(organisations, options.contracts, options.vendors);
  const judged: JudgedDays = new Map();
  const judgeFor: JudgeFor = (entity, people, verdicts) => {
    // Whoever loses a race is judged again, and the last time is the one that is committed.
    const days = new Map<number, Judged>();
    judged.set(entity, days);
    return judgeBy(options.settings, contextFor(entity, people, verdicts), options.judging, days);
  };
  const verdictsOn = async (entity: string) => (await ports.verdicts?.verdicts(entity)) ?? [];
  const committed: Committed[] = [];
  const findings = new Map<string, Finding>();
  const failed: Refused[] = [];
  let lostRaces = 0;
  for (const [day, wave] of byDay(arrivals)) {
    const gone = new Set(failed.map(({ arrival }) => arrival.entity));
    // What failed comes again as a whole: going on with a later day would make the failed one historical.
    const pending = wave.filter(({ entity }) => !gone.has(entity));
    const { ready: everybody, refused } = await withPersons(ports.state, pending);
    const { owns } = options;
    const ready = owns === undefined ? everybody : everybody.filter(({ entity }) => owns(entity));
    await organisations.load(
      ready.map(({ entity }) => entity),
      day,
    );
    const done = await commitProfiles(ports.state, ready, judgeFor, verdictsOn, ports.profiles);
    const outcomes = await settle(done.committed, FINDINGS_IN_FLIGHT, async (one) => {
      const contextOf = contextFor(one.arrival.entity, one.people, one.verdicts);
      const findings = await upsertFindings(one, ports, options, contextOf, judged);
      await organisations.enter(one, noisyDays(findings, options.settings));
      return findings;
    });
    judged.clear();
    failed.push(...refused, ...done.refused);
    lostRaces += done.races;
    for (const [index, one] of done.committed.entries()) {
      const outcome = outcomes[index];
      committed.push(one);
      if (outcome?.status === 'fulfilled')
        for (const finding of outcome.value) findings.set(finding.id, finding);
      else failed.push({ arrival: one.arrival, error: outcome?.reason });
    }
  }
  return { committed, findings: [...findings.values()], failed: failed.map(whole(arrivals)), lostRaces };
}

/** Days that tell how much is found here: not those with a rule's match alone, nor what is told of long after. */
function noisyDays(findings: readonly Finding[], settings: Settings): number[] {
  const isNoise = ({ state, historical, score, actor: { type } }: Finding) =>
    state === 'open' && historical !== true && score >= thresholdsOf(settings, type).reviewScore;
  return findings.filter(isNoise).map(({ day }) => day);
}

/** What judging an account on a day rests on beside its own profile. */
export function contextsOf(
  organisations: Organisations,
  contracts: readonly Contract[] = [],
  described: readonly Vendor[] = [],
): (entity: string, people: People, verdicts?: readonly DayVerdict[]) => ContextOf {
  const byEntity = new Map(
    contracts.map((one) => [actorEntity({ ...one, actor: { uid: one.actor } }), one] as const),
  );
  return (entity, people, verdicts = []) => {
    const personSteps = [...people.values()].flatMap(stepsOfPerson);
    const personRefusals = [...people.values()].flatMap(refusalsOfPerson);
    const personClosures = [...people.values()].flatMap(closuresOfPerson);
    const personChanges = [...people.values()].flatMap(changesOfPerson);
    const vendor = vendorOf(entity, described);
    const told = {
      counts: vendor?.counts ?? 'rows',
      nouns: vendor === undefined ? RECORDS : nounsOf(vendor.uid),
      isBulk: vendor?.isBulk ?? (() => false),
      isStanding: vendor?.isStanding ?? (() => false),
    } as const;
    return (day) => {
      const contract = byEntity.get(entity);
      const verdict = verdictOn(day, verdicts);
      return {
        ...organisations.of(entity, day),
        ...told,
        personSteps,
        personRefusals,
        personClosures,
        personChanges,
        ...(contract === undefined || dayText(day) < contract.fromDay ? {} : { contract }),
        ...(verdict === undefined ? {} : { verdict }),
      };
    };
  };
}

function vendorOf(entity: string, described: readonly Vendor[]): Vendor | undefined {
  const parsed = parseEntity(entity);
  if (parsed.kind !== 'actor') return undefined;
  return described.find(({ uid }) => uid === parsed.vendor) ?? findVendor(parsed.vendor);
}

/**
 * Changes of access are stored first, and with the accounts of the batch those are judged that belong to the same
 * people. What brought a change that cannot be stored fails; the rest goes on.
 */
async function withPersons(
  state: StateStore,
  wave: readonly Arrival[],
): Promise<{ readonly ready: readonly Arrival[]; readonly refused: readonly Refused[] }> {
  const changing = wave.filter(({ personNews = [] }) => personNews.length > 0);
  if (changing.length === 0) return { ready: wave, refused: [] };
  try {
    return { ready: judgedAgain(wave, changing, await commitNews(state, changing)), refused: [] };
  } catch (error) {
    const gone = new Set(changing);
    return {
      ready: wave.filter((arrival) => !gone.has(arrival)),
      refused: changing.map((arrival) => ({ arrival, error })),
    };
  }
}

function judgedAgain(wave: readonly Arrival[], changing: readonly Arrival[], again: Again): Arrival[] {
  const ordered = (days: ReadonlySet<number>) => [...days].sort((a, b) => a - b);
  const present = new Set(wave.map(({ entity }) => entity));
  const records = [...new Set(changing.flatMap((arrival) => arrival.records))];
  const arrivedTime = Math.max(...changing.map((arrival) => arrival.arrivedTime));
  const others = [...again].filter(([entity]) => !present.has(entity));
  return [
    ...wave.map((arrival) => {
      const days = again.get(arrival.entity);
      if (days === undefined) return arrival;
      return { ...arrival, again: ordered(days), records: united(arrival.records, records) };
    }),
    ...others.map(([entity, days]) => ({ entity, readings: [], records, arrivedTime, again: ordered(days) })),
  ];
}

/**
 * The arrivals of each UTC day, ascending; an entity stands in as many of them as it has days. One that brings nothing and
 * is to be judged again is judged from its first day on.
 */
function byDay(arrivals: readonly Arrival[]): [number, Arrival[]][] {
  const waves = new Map<number, Arrival[]>();
  for (const arrival of arrivals) {
    const { readings, again = [] } = arrival;
    if (readings.length === 0 && again.length > 0) push(waves, Math.min(...again), arrival);
    for (const [day, own] of Map.groupBy(readings, ({ time }) => dayOf(time)))
      push(waves, day, {
        ...arrival,
        readings: own,
        personNews: (arrival.personNews ?? []).filter((one) => dayOfHour(hourOfNews(one)) === day),
      });
  }
  return [...waves].sort(([a], [b]) => a - b);
}

function push(waves: Map<number, Arrival[]>, day: number, arrival: Arrival): void {
  const wave = waves.get(day);
  if (wave) wave.push(arrival);
  else waves.set(day, [arrival]);
}

/**
 * A failure concerns all that the batch brought to its entity, and the change of access for which it was judged again,
 * which other records brought.
 */
function whole(arrivals: readonly Arrival[]): (refused: Refused) => Refused {
  const byEntity = new Map(arrivals.map((arrival) => [arrival.entity, arrival]));
  return ({ arrival, error }) => {
    const own = byEntity.get(arrival.entity) ?? arrival;
    return { arrival: { ...own, records: united(own.records, arrival.records) }, error };
  };
}

function united(left: readonly number[], right: readonly number[]): number[] {
  return [...new Set([...left, ...right])].sort((a, b) => a - b);
}

/** How days of each entity were judged when its profile was committed. */
type JudgedDays = Map<string, Map<number, Judged>>;

async function upsertFindings(
  committed: Committed,
  { state, findings }: AssessPorts,
  options: AssessOptions,
  contextOf: ContextOf,
  judged: JudgedDays,
): Promise<Finding[]> {
  const { arrival, profile, version, fromDay, live } = committed;
  const { entity, arrivedTime } = arrival;
  const { now } = options;
  const written: Finding[] = [];
  for (const { finding, rev } of await pastFindings(committed, state, options, contextOf)) {
    const outcome = await findings.upsert(finding, rev, now(), arrivedTime);
    if (outcome === 'written') written.push(finding);
  }
  if (fromDay === undefined) return written;
  await keepLate(committed, state);
  const brought = new Set(live.map(({ time }) => dayOf(time)));
  for (const day of recordedDays(profile, fromDay)) {
    const told = { entity, profile, day, judged: judged.get(entity)?.get(day) };
    const { finding, isWhole } = await projectDay(state, told, options, contextOf);
    // What has expired cannot be told again: what was told of the day stands, and what was not is told by what is left.
    if (!isWhole && !brought.has(day)) continue;
    await findings.upsert(finding, isWhole ? version : revisionOfPast(version), now(), arrivedTime);
    written.push(finding);
  }
  return written;
}

/**
 * Ledgers of a day expire one by one: where more comes a week later, the others are kept for as long as that, and those
 * of the days before that say who changed the access.
 */
async function keepLate({ arrival, live, profile }: Committed, state: StateStore): Promise<void> {
  const { entity, arrivedTime } = arrival;
  const prompt = dayOf(arrivedTime) - LATE.enoughDays;
  const late = new Set(live.map(({ time }) => dayOf(time)).filter((day) => day < prompt));
  for (const day of late) {
    const own = hoursAround(day).filter((hour) => profile.open.hours.has(hour));
    const hours = [...new Set([...own, ...hoursOfChanges(profile, day)])];
    await keptLedgers(state, entity, hours, arrivedTime, LATE);
  }
}
