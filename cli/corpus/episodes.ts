import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/time.ts';
import { clientOn } from './clients.ts';
import { DIALECTS } from './dialects/index.ts';
import { changePassword, enrolFactor, okta, resetFactors, resetPassword } from './dialects/okta.ts';
import { contains, type Episode } from './lives.ts';
import type { Account, CorpusEvent, Session } from './model.ts';
import { planDay } from './plan.ts';
import type { Person } from './population.ts';
import type { Random } from './random.ts';
import { LIFE } from './rates.ts';
import { sessionOf, type World } from './world.ts';

/** What happens to accounts with good reason: resets, tokens, rights. */
export function episodesOn(world: World, day: number): CorpusEvent[] {
  const random = world.random.fork(`episodes/${day}`);
  const events: CorpusEvent[] = [];
  for (const person of world.people)
    for (const episode of world.lives[person.number]?.episodes ?? [])
      if (episode.day === day) events.push(...happen(world, person, episode, random));
  for (const admin of adminsOn(world, day))
    for (let left = random.poisson(LIFE.grantsPerAdminDay); left > 0; left--) {
      const target = random.pick(world.people);
      events.push(...grant(sessionHere(world, admin, admin.okta, day, random), target, timeOn(day, random)));
    }
  return events;
}

function happen(world: World, person: Person, episode: Episode, random: Random): CorpusEvent[] {
  const { day } = episode;
  const atMs = timeOn(day, random);
  const own = () => sessionHere(world, person, person.okta, day, random);
  const admin = pickAdmin(world, day, random);
  const desk = admin && sessionHere(world, admin, admin.okta, day, random);
  switch (episode.kind) {
    case 'factor reset':
      if (desk === undefined) return [];
      return [
        ...resetFactors(desk, atMs, person.okta),
        enrolFactor(own(), atMs + random.between(4, 40) * MINUTE_MS),
      ];
    case 'password reset':
      return desk === undefined
        ? []
        : [resetPassword(desk, atMs, person.okta), changePassword(own(), atMs + 10 * MINUTE_MS)];
    case 'password change':
      return [changePassword(own(), atMs)];
    case 'token': {
      const account = person.tools.find((tool) => tool.account.index === episode.account)?.account;
      if (account === undefined) return [];
      return DIALECTS[account.vendor].credential(sessionHere(world, person, account, day, random), atMs);
    }
    case 'joined':
    case 'role':
      return admin === undefined ? [] : welcome(world, admin, person, day, atMs, random);
  }
}

/** Rights for a new role: a group, and at vendors where the administrator has an account too, what belongs to it. */
function welcome(
  world: World,
  admin: Person,
  person: Person,
  day: number,
  atMs: number,
  random: Random,
): CorpusEvent[] {
  const events = grant(sessionHere(world, admin, admin.okta, day, random), person, atMs);
  for (const { account } of person.tools) {
    const own = admin.tools.find((tool) => tool.account.vendor === account.vendor)?.account;
    if (own !== undefined)
      events.push(
        ...DIALECTS[account.vendor].privilege(
          sessionHere(world, admin, own, day, random),
          atMs + random.between(1, 20) * MINUTE_MS,
          account,
        ),
      );
  }
  return events;
}

function grant(session: Session, target: Person, atMs: number): CorpusEvent[] {
  return okta.privilege(session, atMs, target.okta);
}

/** Between nine and eight, UTC. */
function timeOn(day: number, random: Random): number {
  return day * DAY_MS + random.between(9 * HOUR_MS, 20 * HOUR_MS);
}

function adminsOn({ people, lives }: World, day: number): readonly Person[] {
  return people.filter(({ role, number }) => {
    const life = lives[number];
    const away = life?.vacations.some((span) => contains(span, day)) ?? true;
    return role === 'admin' && !away && life !== undefined && contains(life.employed, day);
  });
}

export function pickAdmin(world: World, day: number, random: Random): Person | undefined {
  const admins = adminsOn(world, day);
  return admins.length === 0 ? undefined : random.pick(admins);
}

/** From where the person works that day, or from home. */
export function sessionHere(
  world: World,
  person: Person,
  account: Account,
  day: number,
  random: Random,
): Session {
  const life = world.lives[person.number];
  const own = world.random.fork(`person/${person.number}/${day}`);
  const plan = life && planDay(person, life, world.changes, day, own);
  return sessionOf(
    world,
    account,
    plan ?? { place: person.home, client: clientOn(person.client, day) },
    random,
  );
}
