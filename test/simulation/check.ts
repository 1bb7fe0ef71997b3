import { inflateRawSync } from 'node:zlib';
import { groupByEntity } from '../../functions/detect/arrivals.ts';
import { stored } from '../../functions/ports/finding-item.ts';
import type { AsideRecord } from '../../functions/ports/quarantine.ts';
import { HOUR_PART, hourOfPart } from '../../functions/ports/state.ts';
import { decodeBatch } from '../../shared/decode.ts';
import { type Finding, rankOf } from '../../shared/finding.ts';
import { ledger } from '../../shared/ledger.ts';
import { decide } from '../../shared/page/paging.ts';
import { THREAD_DAYS } from '../../shared/page/thread.ts';
import type { Thread } from '../../shared/page/told.ts';
import { decodeBase, decodeOpen, encodeOpen } from '../../shared/profile/codec.ts';
import { HORIZON_DAYS } from '../../shared/profile/profile.ts';
import { changed } from '../../shared/settings.ts';
import { DAY_MS, HOUR_MS, hourOf } from '../../shared/time.ts';
import { dayVerdictOf } from '../../shared/verdict.ts';
import { START_MS } from './events.ts';
import { feedViolations } from './feeds.ts';
import type { Hands, Life } from './operations.ts';
import { type PageLog, pageViolations } from './page-log.ts';
import type { People } from './people.ts';
import { reference } from './reference.ts';
import type { Planned } from './scenario.ts';
import { type Stream, toRecord } from './stream.ts';
import { CHANGED, history, OPTIONS, type World } from './world.ts';

export interface Rest {
  readonly plan: readonly Planned[];
  readonly world: World;
  readonly log: PageLog;
  readonly life: Life;
  readonly hands: Hands;
  readonly people: Pick<People, 'done' | 'kept'>;
  readonly oddAnswers: readonly string[];
  readonly stream: Stream;
  /** Sequence numbers of what failed for good. */
  readonly setAside: ReadonlySet<string>;
}

/** What must hold once nothing moves any more, whatever happened before. */
export async function violationsOf(rest: Rest): Promise<string[]> {
  const { plan, world, log, life, hands, people, oddAnswers, stream, setAside } = rest;
  const expected = await reference(plan, {
    verdicts: world.verdicts,
    ...(life.changesSettings ? { settings: changed(OPTIONS.settings, CHANGED) } : {}),
  });
  const compared = await comparedOf(plan, life);
  return [
    ...differences('finding', findingsOf(expected, compared), findingsOf(world, compared)),
    ...differences('ledger', ledgersOf(expected, compared), ledgersOf(world, compared)),
    ...differences('profile', profilesOf(expected, compared), profilesOf(world, compared)),
    ...recordViolations(plan, world),
    ...outboxViolations(world),
    ...(await feedViolations(world, stream, setAside)),
    ...tellingViolations(world, log),
    // Tables that were set back have forgotten what had been told and written: it is told and written again.
    ...(hands.restored > 0 ? [] : [...pageViolations(log), ...lostWork(world, people.done)]),
    ...triageViolations(world),
    ...people.kept.map((entity) => `the backfill left ${entity} as it was`),
    ...hands.failures,
    ...oddAnswers.map((odd) => `detect answered with ${odd}`),
  ];
}

/** What of the tables has to be the same in every order. */
interface Compared {
  readonly hasEntity: (entity: string) => boolean;
  readonly firstHour: number;
  /** Ids of the events that the life brought. */
  readonly events: ReadonlySet<string>;
  /** It lasted so long that what was there before may have expired meanwhile. */
  readonly isLong: boolean;
  /** The past was learnt without writing findings: its days have one once something makes them be judged again. */
  readonly hasFinding: (finding: Finding) => boolean;
}

/**
 * Left out are entities of which nothing is known when an event arrives that is older than the horizon of all that
 * follows: it is learnt from if it comes first, and historical if it does not. And ledgers that can have expired, with
 * what findings of days long past still told of them.
 */
async function comparedOf(plan: readonly Planned[], life: Life): Promise<Compared> {
  const known = await history();
  const records = plan.map(({ put, atMs }, index) => toRecord('', index, put, atMs).kinesis);
  const { activities } = decodeBatch(
    records.map((record, index) => ({ ...record, arrival: plan[index]?.atMs ?? 0 })),
    OPTIONS,
  );
  const oldestMs = START_MS - HORIZON_DAYS * DAY_MS;
  const unsettled = new Set(
    groupByEntity(activities)
      .filter(
        ({ entity, readings }) =>
          !known.has(`${entity} open`) && readings.some(({ time }) => time < oldestMs),
      )
      .map(({ entity }) => entity),
  );
  const own = new Set(plan.flatMap(({ eventIds }) => eventIds));
  const lastMs = plan.at(-1)?.atMs ?? START_MS;
  return {
    hasEntity: (entity) => !unsettled.has(entity),
    firstHour: hourOf(life.isNew ? START_MS - 3 * DAY_MS - HOUR_MS : 0),
    events: own,
    isLong: lastMs > START_MS + 5 * DAY_MS,
    hasFinding: ({ evidence }) => evidence.some(({ eventId }) => own.has(eventId)),
  };
}

type Texts = ReadonlyMap<string, string>;

function differences(what: string, expected: Texts, found: Texts): string[] {
  return [...new Set([...expected.keys(), ...found.keys()])].sort().flatMap((key) => {
    const [right, wrong] = [expected.get(key), found.get(key)];
    if (right === wrong) return [];
    const how = right === undefined ? 'should not be' : wrong === undefined ? 'is missing' : 'differs';
    return [`${what} ${key} ${how}${right && wrong ? `: ${firstDifference(right, wrong)}` : ''}`];
  });
}

function firstDifference(right: string, wrong: string): string {
  let at = 0;
  while (right[at] === wrong[at] && at < right.length) at++;
  const from = Math.max(0, at - 40);
  return `…${right.slice(from, at + 40)}… became …${wrong.slice(from, at + 40)}…`;
}

const itemOf = (world: World) => [...world.findings.values()].map((item) => stored(item));

/** Withdrawn ones aside: whether a day was recorded on the way depends on what came first. */
function findingsOf(world: World, { hasEntity, hasFinding, events, isLong }: Compared): Texts {
  const open = itemOf(world).filter(
    ({ finding }) =>
      !finding.entity.startsWith('feed/') &&
      finding.state === 'open' &&
      hasEntity(finding.entity) &&
      hasFinding(finding),
  );
  return new Map(
    open.map(({ finding }) => [
      finding.id,
      JSON.stringify(finding.historical && isLong ? eventsOf(finding, events) : finding),
    ]),
  );
}

function eventsOf({ evidence }: Finding, wanted: ReadonlySet<string>): string[] {
  return evidence.map(({ eventId }) => eventId).filter((id) => wanted.has(id));
}

/** Those that could not expire before the longest run ended: with something that the life brought, or of the last days. */
function ledgersOf({ state }: World, { firstHour, events }: Compared): Texts {
  const kept = [...state.values()].flatMap(({ entity, part, bytes }) => {
    const hour = hourOfPart(part);
    if (hour === undefined || hour < firstHour) return [];
    const { lines } = ledger.decode(bytes);
    const isOwn = [...lines.values()].some(({ eventId }) => events.has(eventId));
    return !isOwn && hour < hourOf(START_MS - 3 * DAY_MS)
      ? []
      : [[`${entity} ${part}`, [...lines.keys()].sort().join('\n')] as const];
  });
  return new Map(kept);
}

/** Hours and days; not whether a day was recorded on the way. */
function profilesOf({ state }: World, { hasEntity }: Compared): Texts {
  const opens = [...state.values()].filter(({ part, entity }) => part === 'open' && hasEntity(entity));
  return new Map(
    opens.map(({ entity, bytes, base }) => {
      const open = decodeOpen(bytes);
      const marks = new Map([...open.marks].map(([day, mark]) => [day, { ...mark, recorded: false }]));
      const final = base === undefined ? undefined : state.get(`${entity} ${base}`);
      const days = final && decodeBase(final.bytes);
      const text = inflateRawSync(encodeOpen({ ...open, marks })).toString();
      return [
        entity,
        `${text} ${base === undefined ? 'no base' : (days?.through ?? 'base is gone')} ${base}`,
      ];
    }),
  );
}

/** Each record is in a ledger, ignored on purpose, or in quarantine with its bytes. */
function recordViolations(plan: readonly Planned[], world: World): string[] {
  const known = new Set(
    [...world.state.values()]
      .filter(({ part }) => part.startsWith(HOUR_PART))
      .flatMap(({ bytes }) => [...ledger.decode(bytes).lines.values()].map(({ eventId }) => eventId)),
  );
  const aside = new Set(
    [...world.quarantine.values()]
      .flatMap((body) => body.split('\n').filter((line) => line !== ''))
      .map((line) => (JSON.parse(line) as AsideRecord).data),
  );
  return plan.flatMap(({ fate, eventIds, put }) => {
    if (fate === 'malformed') return aside.has(put.data) ? [] : ['an unreadable record is nowhere'];
    if (aside.has(put.data)) return [`a record that is ${fate} lies in quarantine`];
    return eventIds.filter((id) => !known.has(id)).map((id) => `event ${id} is in no ledger`);
  });
}

function outboxViolations(world: World): string[] {
  return itemOf(world).flatMap(({ due, finding }) => (due ? [`${finding.id} still waits for its page`] : []));
}

/** Nothing is left to tell of any finding, and whatever counts as told did go out. */
function tellingViolations(world: World, { entries }: PageLog): string[] {
  const out = new Set(entries.map(({ findingId }) => findingId));
  const untold = itemOf(world).flatMap(({ finding, triage, status, later }) => {
    if (later?.queue === 'digest') return [`${finding.id} still waits for its digest`];
    const thread = world.threads.get(finding.entity)?.thread ?? { entity: finding.entity, told: [] };
    const decision = decide(finding, thread, { triage });
    if (decision.kind !== 'none' && !isLeftInPeace(finding, thread))
      return [`${finding.id} is ${decision.kind}, and nobody was told`];
    const isNews = isPageWorthy(finding) && status !== 'closed';
    return isNews && thread.told.length === 0 ? [`${finding.id} has no thread`] : [];
  });
  const unsent = [...world.threads.values()].flatMap(({ thread }) =>
    thread.told
      .filter(({ findingId }) => !out.has(findingId))
      .map(({ findingId }) => `${findingId} counts as told, and no page went out`),
  );
  return [...untold, ...unsent];
}

/** It joined in silence what people have closed since: whoever did has seen the account. */
function isLeftInPeace({ id, day }: Finding, { told, quiet = [] }: Thread): boolean {
  const isClosed = told.some((one) => one.resolved && Math.abs(one.day - day) < THREAD_DAYS);
  return isClosed && quiet.some(({ findingId }) => findingId === id);
}

function isPageWorthy({ state, severity }: Finding): boolean {
  return state === 'open' && rankOf(severity) >= rankOf('medium');
}

/** Who was told that it is done finds it in the history. */
function lostWork(world: World, done: People['done']): string[] {
  return done.flatMap(({ findingId, by }) => {
    const item = world.findings.get(findingId);
    const isThere = item && stored(item).triage.history.some((change) => change.by === by);
    return isThere ? [] : [`what ${by} wrote of ${findingId} is gone`];
  });
}

/** What indexes and the baseline are told of a finding is what people have made of it. */
function triageViolations(world: World): string[] {
  return [...world.findings.values()].flatMap((item) => {
    const { finding, triage } = stored(item);
    const { id, entity, day } = finding;
    const said = JSON.stringify(world.verdicts.get(entity)?.get(id)?.verdict);
    const right = JSON.stringify(dayVerdictOf(entity, day, triage));
    return [
      ...(item.status === triage.status
        ? []
        : [`${id} is listed as ${item.status}, and is ${triage.status}`]),
      ...(said === right ? [] : [`the verdict on ${id} is ${said}, and its triage says ${right}`]),
    ];
  });
}
