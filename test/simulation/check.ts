import { stored } from '../../functions/ports/finding-item.ts';
import type { AsideRecord } from '../../functions/ports/quarantine.ts';
import { type Finding, rankOf } from '../../shared/finding.ts';
import { ledger } from '../../shared/ledger.ts';
import { decide } from '../../shared/page/paging.ts';
import { decodeBase, decodeOpen, encodeOpen } from '../../shared/profile/codec.ts';
import { DAY_MS } from '../../shared/time.ts';
import { type PageLog, pageViolations } from './page-log.ts';
import { reference } from './reference.ts';
import { type Planned, START_MS } from './scenario.ts';
import type { World } from './world.ts';

export interface Rest {
  readonly plan: readonly Planned[];
  readonly world: World;
  readonly log: PageLog;
  /** Tables were set back: what had been told was forgotten with them, and is told again. */
  readonly restored: boolean;
  /** Some records came again after later ones: by redrive, or after the tables were set back. */
  readonly overtaken: boolean;
  readonly oddAnswers: readonly string[];
}

/** What must hold once nothing moves any more, whatever happened before. */
export async function violationsOf(rest: Rest): Promise<string[]> {
  const { plan, world, log, restored, overtaken, oddAnswers } = rest;
  const expected = await reference(plan);
  return [
    ...differences('finding', findingsOf(expected), findingsOf(world)),
    ...differences('ledger', ledgersOf(expected), ledgersOf(world)),
    ...differences('profile', profilesOf(expected, overtaken), profilesOf(world, overtaken)),
    ...recordViolations(plan, world),
    ...outboxViolations(world),
    ...tellingViolations(world),
    ...triageViolations(world),
    ...(restored ? [] : pageViolations(log)),
    ...oddAnswers.map((odd) => `detect answered with ${odd}`),
  ];
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
function findingsOf(world: World): Texts {
  const open = itemOf(world).filter(({ finding }) => finding.state === 'open');
  return new Map(open.map(({ finding }) => [finding.id, JSON.stringify(finding)]));
}

/** Those that could not expire before the longest run ended. */
function ledgersOf({ state }: World): Texts {
  const kept = [...state.values()].filter(
    ({ part, expires }) => part.startsWith('hour#') && expires * 1000 > START_MS + 11 * DAY_MS,
  );
  return new Map(
    kept.map(({ entity, part, bytes }) => [
      `${entity} ${part}`,
      [...ledger.decode(bytes).lines.keys()].sort().join('\n'),
    ]),
  );
}

/** Hours and days; not whether a day was recorded on the way. */
/**
 * An address is shared by accounts that are days apart, so that a record which is put again can be older than what
 * the address still learns from, although the account does: the profiles of addresses may then differ.
 */
function profilesOf({ state }: World, overtaken: boolean): Texts {
  const opens = [...state.values()].filter(
    ({ part, entity }) => part === 'open' && !(overtaken && entity.startsWith('source/')),
  );
  return new Map(
    opens.map(({ entity, bytes, base }) => {
      const open = decodeOpen(bytes);
      const marks = new Map([...open.marks].map(([day, mark]) => [day, { ...mark, recorded: false }]));
      const final = base === undefined ? undefined : state.get(`${entity} ${base}`);
      const days = final && decodeBase(final.bytes);
      const text = Buffer.from(encodeOpen({ ...open, marks })).toString('base64');
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
      .filter(({ part }) => part.startsWith('hour#'))
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
function tellingViolations(world: World): string[] {
  const out = new Set(world.pages.map(({ attributes }) => attributes.findingId));
  const untold = itemOf(world).flatMap(({ finding }) => {
    // Leaves with a digest, which the chores of `watch` make.
    if (finding.historical) return [];
    const thread = world.threads.get(finding.entity)?.thread ?? { entity: finding.entity, told: [] };
    const decision = decide(finding, thread);
    if (decision.kind !== 'none') return [`${finding.id} is ${decision.kind}, and nobody was told`];
    return isPageWorthy(finding) && thread.told.length === 0 ? [`${finding.id} has no thread`] : [];
  });
  const unsent = [...world.threads.values()].flatMap(({ thread }) =>
    thread.told
      .filter(({ findingId }) => !out.has(findingId))
      .map(({ findingId }) => `${findingId} counts as told, and no page went out`),
  );
  return [...untold, ...unsent];
}

function isPageWorthy({ state, severity }: Finding): boolean {
  return state === 'open' && rankOf(severity) >= rankOf('medium');
}

function triageViolations({ findings, triaged }: World): string[] {
  return [...triaged].flatMap(([id, status]) =>
    findings.get(id)?.status === status ? [] : [`an analyst's ${status} of ${id} was overwritten`],
  );
}
