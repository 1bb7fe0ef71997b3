import { personEntity } from '../../shared/entity.ts';
import { learnAll, NOBODY, type Person, type PersonFact, person } from '../../shared/person.ts';
import { dayOfHour, OPEN_DAYS } from '../../shared/profile/profile.ts';
import { DAY_MS, HOUR_MS } from '../../shared/time.ts';
import { settle } from '../ports/parallel.ts';
import type { StateItem, StateKey, StateStore } from '../ports/state.ts';
import { type Arrival, hourOfNews, type PersonNews } from './arrivals.ts';
import { updateItem } from './update-item.ts';

/** Which accounts of a person are to be judged again, and on which days. */
export type Again = ReadonlyMap<string, ReadonlySet<number>>;

export const PERSON_PART = 'person';
const PEOPLE_IN_FLIGHT = 8;
/** As long as the profile of an account that does nothing. */
const KEPT_DAYS = 400;
/** A change of access counts for the exports of its own day and the two after it. */
const REACH_DAYS = 3;

export function personKey(entity: string): StateKey {
  return { entity, part: PERSON_PART };
}

export function personIn(item: StateItem | undefined): Person {
  return item === undefined ? NOBODY : person.decode(item.bytes);
}

/** An account that goes by an address. */
export interface Link {
  readonly email: string;
  readonly account: string;
  readonly nowMs: number;
}

/** Enters accounts with their people, all of one at once: by themselves they would race each other. Gives why it failed, by address. */
export async function linkPeople(store: StateStore, links: readonly Link[]): Promise<Map<string, unknown>> {
  const people = [...Map.groupBy(links, ({ email }) => email)];
  const outcomes = await settle(people, PEOPLE_IN_FLIGHT, ([email, all]) => {
    const facts = all.map(({ account }) => ({ kind: 'account' as const, entity: account }));
    return learn(store, personEntity(email), facts, Math.max(...all.map(({ nowMs }) => nowMs)));
  });
  const failed = new Map<string, unknown>();
  for (const [index, [email]] of people.entries()) {
    const outcome = outcomes[index];
    if (outcome?.status === 'rejected') failed.set(email, outcome.reason);
  }
  return failed;
}

/**
 * Stores what a batch brings of people, changes of access, refused factors and accounts taken away, before the accounts
 * they concern are judged. The same accounts are named however often the same comes: a crash in between is healed when it comes again.
 */
export async function commitNews(store: StateStore, arrivals: readonly Arrival[]): Promise<Again> {
  const again = new Map<string, Set<number>>();
  const byPerson = Map.groupBy(
    arrivals.flatMap(({ personNews = [] }) => personNews),
    (one) => one.person,
  );
  const people = [...byPerson];
  const outcomes = await settle(people, PEOPLE_IN_FLIGHT, ([entity, all]) => {
    const newestHour = Math.max(...all.map(hourOfNews));
    return learn(store, entity, all.flatMap(factsOf), newestHour * HOUR_MS);
  });
  for (const [index, [, all]] of people.entries()) {
    const outcome = outcomes[index];
    if (outcome?.status !== 'fulfilled') throw outcome?.reason;
    for (const account of outcome.value.accounts) {
      const days = again.get(account) ?? new Set();
      again.set(account, days);
      for (const one of all) for (const day of daysTouchedBy(one)) days.add(day);
    }
  }
  return again;
}

/**
 * A refusal tells of its own day and of the hour that follows it; that an account was taken away of months, but what comes
 * later than a week changes no day that has been judged.
 */
function daysTouchedBy(news: PersonNews): number[] {
  const hour = hourOfNews(news);
  if ('refusal' in news) return [...new Set([dayOfHour(hour), dayOfHour(hour + 1)])];
  const days = 'closure' in news ? OPEN_DAYS : REACH_DAYS;
  return Array.from({ length: days }, (_, i) => dayOfHour(hour) + i);
}

function factsOf(news: PersonNews): PersonFact[] {
  if ('refusal' in news) return [{ kind: 'refusal', refusal: news.refusal }];
  if ('closure' in news) return [{ kind: 'closure', closure: news.closure }];
  const { step, change } = news;
  return [{ kind: 'step', step }, ...(change === undefined ? [] : [{ kind: 'change' as const, change }])];
}

function learn(store: StateStore, entity: string, facts: readonly PersonFact[], nowMs: number) {
  const expires = Math.ceil((nowMs + KEPT_DAYS * DAY_MS) / 1000);
  return updateItem(store, personKey(entity), person, (known) => learnAll(known, facts), { expires });
}
