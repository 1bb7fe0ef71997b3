import { type Arrival, type Enrich, groupByEntity } from '../../functions/detect/arrivals.ts';
import { assessArrivals, contextsOf } from '../../functions/detect/assess-arrivals.ts';
import { organisationsIn } from '../../functions/detect/organisations.ts';
import { PERSON_PART, personIn, personKey } from '../../functions/detect/persons.ts';
import { projectDay } from '../../functions/detect/project-day.ts';
import type { Judgement } from '../../functions/ingest/history/replay.ts';
import type { FindingWriter } from '../../functions/ports/findings.ts';
import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import { HOUR_PART, itemKey, type StateItem, type StateStore } from '../../functions/ports/state.ts';
import { type DecodeOptions, decodeText } from '../../shared/decode.ts';
import { personEntity } from '../../shared/entity.ts';
import { type Finding, findingId } from '../../shared/finding.ts';
import { activeDays, newestDay, OPEN_DAYS } from '../../shared/profile/profile.ts';
import { MINUTE_MS } from '../../shared/time.ts';
import { readProfile } from '../profiles.ts';
import type { Collected } from './collect.ts';

export interface Reliving extends Judgement {
  readonly entity: string;
  /** Of the stack: what is known beside the account, such as its organisation and its person, is read there. */
  readonly target: Pick<StateStore, 'read'>;
  readonly decode: Pick<DecodeOptions, 'rules' | 'honey'>;
  readonly enrich: Enrich;
  /** Days of which there are findings: told anew also where nothing is found any more. */
  readonly toldDays: ReadonlySet<number>;
}

/** An account as it would be had it begun with what was relived. */
export interface Relived {
  readonly items: Map<string, StateItem>;
  /** By id, each as it stood when the last of what concerns it had come. */
  readonly findings: Map<string, Finding>;
  /** Under which revision: of two with the same one the first stands, as in the table. */
  readonly revs: Map<string, number>;
}

/** As many as one batch of the stream brings. */
const BATCH = 1000;
/** Ledgers live from the arrival of what they hold, so that a batch must not gather for hours. */
const GATHERED_MS = 15 * MINUTE_MS;

/** What the stream brought, in the order in which it came, through the detector itself, beside the table. */
export async function relive(collected: Collected, options: Reliving): Promise<Relived> {
  const relived: Relived = { items: new Map(), findings: new Map(), revs: new Map() };
  for (const date of collected.dates) {
    let batch: Arrival[] = [];
    let since = 0;
    for await (const { text, arrival } of collected.records(date)) {
      if (batch.length >= BATCH || Math.abs(arrival - since) > GATHERED_MS) {
        await arrive(relived, batch, options);
        batch = [];
        since = arrival;
      }
      batch.push(...arrivalsOf(text, arrival, options));
    }
    await arrive(relived, batch, options);
    dropOldLedgers(relived.items, date);
  }
  return relived;
}

function arrivalsOf(
  text: string,
  arrival: number,
  { entity, hashKey, decode, enrich }: Reliving,
): readonly Arrival[] {
  const { activities } = decodeText(text, { ...decode, hashKey, arrival });
  const arrived = activities.map((activity, record) => ({ activity, record, arrival }));
  return groupByEntity(arrived, enrich).filter((one) => one.entity === entity);
}

/** Brings more of the account; `items` and `findings` are changed. */
export async function arrive(
  { items, findings, revs }: Relived,
  arrivals: readonly Arrival[],
  options: Reliving,
): Promise<void> {
  if (arrivals.length === 0) return;
  const { entity, target, hashKey, settings, judging, contracts = [], verdicts, toldDays } = options;
  const state = beside(target, entity, items);
  const organisations = organisationsIn(state);
  const written: FindingWriter = {
    upsert: async (finding, rev) => {
      if (finding.entity !== entity || (revs.get(finding.id) ?? 0) >= rev) return 'superseded';
      findings.set(finding.id, finding);
      revs.set(finding.id, rev);
      return 'written';
    },
  };
  const ports = { state, organisations, findings: written, ...(verdicts && { verdicts }) };
  const judgement = { hashKey, settings, judging, contracts, now: () => 0 };
  const { failed } = await assessArrivals([united(entity, arrivals)], ports, judgement);
  if (failed[0]) throw failed[0].error;

  const profile = await readProfile(state, entity);
  if (profile === undefined) return;
  const keys = profile.open.emails.map((email) => personKey(personEntity(email)));
  const known = await state.read(keys);
  const people = new Map(keys.map((key) => [key.entity, personIn(known.get(itemKey(key)))] as const));
  const said = (await verdicts?.verdicts(entity)) ?? [];
  const contextOf = contextsOf(organisations, contracts)(entity, people, said);
  const newest = newestDay(profile);
  for (const day of toldDays) {
    const id = findingId(hashKey, entity, day);
    if (!isChangeable(day, newest) || findings.get(id)?.historical) continue;
    await organisations.load([entity], day);
    const { finding, isWhole } = await projectDay(state, { entity, profile, day }, options, contextOf);
    if (!isWhole) continue;
    findings.set(id, finding);
    // Of a day of which nothing is found nobody was told: what is told of it by what is left is heard.
    revs.set(id, Math.max(finding.state === 'open' ? 1 : 0, revs.get(id) ?? 0));
  }
}

/**
 * By what is known of its people by now, not by what was known when it was relived: whoever learns more of them later
 * judges the stored account again, and has what is put in its place refused.
 */
export async function judgeAgain(
  relived: Relived,
  options: Reliving,
  emails: readonly string[],
  nowMs: number,
): Promise<void> {
  const { entity } = options;
  for (const [key, { part }] of relived.items) if (part === PERSON_PART) relived.items.delete(key);
  const profile = await readProfile(memoryStateStore(relived.items), entity);
  if (profile === undefined) return;
  const again = activeDays(profile).filter((day) => isChangeable(day, newestDay(profile)));
  await arrive(relived, [{ entity, readings: [], records: [], arrivedTime: nowMs, emails, again }], options);
}

/** Of the oldest open day nothing changes any more, but its ledgers take what comes too late. */
function isChangeable(day: number, newest: number): boolean {
  return day > newest - OPEN_DAYS + 1 && day <= newest;
}

/** Changes of access are known of the person already; told again they would have other accounts judged again. */
function united(entity: string, arrivals: readonly Arrival[]): Arrival {
  return {
    entity,
    readings: arrivals.flatMap(({ readings }) => readings),
    records: [],
    arrivedTime: Math.max(...arrivals.map(({ arrivedTime }) => arrivedTime)),
    emails: [...new Set(arrivals.flatMap(({ emails = [] }) => emails))].sort(),
    again: arrivals.flatMap(({ again = [] }) => again),
  };
}

/** The account's own items are those that were relived; all others are the stack's, and what is written of them stays here. */
function beside(target: Pick<StateStore, 'read'>, entity: string, items: Map<string, StateItem>): StateStore {
  const memory = memoryStateStore(items);
  return {
    ...memory,
    write: async (item, expected) => {
      if (item.entity === entity) return memory.write(item, expected);
      items.set(itemKey(item), item);
      return true;
    },
    read: async (keys) => {
      const own = await memory.read(keys);
      const rest = keys.filter((key) => key.entity !== entity && !own.has(itemKey(key)));
      return rest.length === 0 ? own : new Map([...own, ...(await target.read(rest))]);
    },
  };
}

/** They expire as in the table. */
function dropOldLedgers(items: Map<string, StateItem>, date: string): void {
  for (const [key, { part, expires }] of items)
    if (part.startsWith(HOUR_PART) && expires * 1000 < Date.parse(date)) items.delete(key);
}
