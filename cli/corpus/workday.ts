import { HOUR_MS, SECOND_MS } from '../../shared/time.ts';
import { okta } from './dialects/okta.ts';
import type { CorpusEvent } from './model.ts';
import { hoursOf, planDay } from './plan.ts';
import type { Person } from './population.ts';
import { LIFE } from './rates.ts';
import { work } from './work.ts';
import { sessionOf, type World } from './world.ts';

/** One person's working day: signs in, then does something with some of the accounts. */
export function workday(world: World, person: Person, day: number): CorpusEvent[] {
  const random = world.random.fork(`person/${person.number}/${day}`);
  const life = world.lives[person.number];
  if (life === undefined) return [];
  const plan = planDay(person, life, world.changes, day, random);
  if (plan === undefined) return [];
  const session = sessionOf(world, person.okta, plan, random);
  const failed = random.chance(LIFE.typos / 100);
  const events = failed ? okta.failSignIn(session, plan.startMs - 15 * SECOND_MS) : [];
  events.push(...okta.signIn(session, plan.startMs));
  for (const tool of person.tools) events.push(...work(world, { person, life, tool, plan, day }, session));
  return events;
}

/** Own days of the person that reach into this UTC day. */
export function ownDays(person: Person, day: number): readonly number[] {
  const { startMs, endMs } = hoursOf(person, day);
  const dayStartMs = day * 24 * HOUR_MS;
  if (startMs < dayStartMs + HOUR_MS) return [day, day + 1];
  // What is done last may take two hours to end.
  return endMs + 2 * HOUR_MS > dayStartMs + 24 * HOUR_MS ? [day - 1, day] : [day];
}
