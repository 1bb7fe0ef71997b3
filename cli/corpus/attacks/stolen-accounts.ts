import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../shared/time.ts';
import { enrolFactor, okta, resetFactors } from '../dialects/okta.ts';
import { pickAdmin } from '../episodes.ts';
import type { Random } from '../random.ts';
import { workday } from '../workday.ts';
import { sessionOf, type World } from '../world.ts';
import { scenario } from './attack.ts';
import { anyTime, enter, grab } from './entry.ts';
import { intruder } from './intruder.ts';
import { isEmployed, type Owner, ownContext, pickFrom, pickOwner } from './victims.ts';

export const smashAndGrab = scenario({
  uid: 'smash-and-grab',
  title: 'A stolen account, used from elsewhere, takes all it can within two hours',
  days: 2,
  draw: (world, day, random) => {
    const owner = pickOwner(world, day, random);
    if (owner === undefined) return undefined;
    const context = intruder(ownContext(world, owner.person, day), day, random);
    const startMs = anyTime(day, random);
    return [
      ...enter({ world, owner, context, day, random }, startMs),
      ...grab(
        { world, owner, context, day, random },
        startMs + 3 * MINUTE_MS,
        random.between(10, 110) * MINUTE_MS,
      ),
    ];
  },
});

export const sprayThenExport = scenario({
  uid: 'spray-then-export',
  title: 'Many accounts fail to sign in from one address, then one succeeds and exports',
  days: 2,
  draw: (world, day, random) => {
    const owner = pickOwner(world, day, random);
    if (owner === undefined || world.people.length < 10) return undefined;
    const context = intruder(ownContext(world, owner.person, day), day, random);
    const startMs = day * DAY_MS + random.between(0, 16 * HOUR_MS);
    const lastMs = startMs + random.between(5, 180) * MINUTE_MS;
    const targets = Math.min(world.people.length, random.between(12, 150));
    const tries = random.between(1, 3);
    const failures = Array.from({ length: targets * tries }, () => {
      const { okta: account } = random.pick(world.people);
      const session = sessionOf(world, account, context, random);
      return okta.failSignIn(session, random.between(startMs, lastMs));
    });
    const entryMs = lastMs + random.between(1, 90) * MINUTE_MS;
    const exportMs = entryMs + random.between(2, 240) * MINUTE_MS;
    return [
      ...failures.flat(),
      ...enter({ world, owner, context, day, random }, entryMs, true),
      ...grab({ world, owner, context, day, random }, exportMs, random.between(5, 150) * MINUTE_MS),
    ];
  },
});

export const mfaReset = scenario({
  uid: 'mfa-reset',
  title: 'The help desk resets factors for a caller who then signs in and exports',
  days: 3,
  draw: (world, day, random) => {
    const owner = pickOwner(world, day, random);
    const admin = pickAdmin(world, day, random);
    if (owner === undefined || admin === undefined || admin === owner.person) return undefined;
    const callMs = day * DAY_MS + random.between(7 * HOUR_MS, 20 * HOUR_MS);
    const desk = sessionOf(world, admin.okta, ownContext(world, admin, day), random);
    const context = intruder(ownContext(world, owner.person, day), day, random);
    const thief = sessionOf(world, owner.person.okta, context, random);
    const entryMs = callMs + random.between(4, 60) * MINUTE_MS;
    const exportMs = entryMs + random.between(3, 600) * MINUTE_MS;
    const own = new Set([owner.person.okta.index, ...owner.person.tools.map(({ account }) => account.index)]);
    const backMs = exportMs + random.between(1, 20) * HOUR_MS;
    return {
      events: [
        ...resetFactors(desk, callMs, owner.person.okta),
        enrolFactor(thief, entryMs - 40 * SECOND_MS),
        ...enter({ world, owner, context, day, random }, entryMs, true),
        ...grab({ world, owner, context, day, random }, exportMs, random.between(5, 180) * MINUTE_MS),
      ],
      drops: ({ actor, time }) => own.has(actor) && time > callMs && time < backMs,
    };
  },
});

export const coldAccount = scenario({
  uid: 'cold-account',
  title: 'An account that was not used for weeks exports',
  days: 2,
  draw: (world, day, random) => {
    const owner = pickFrom(coldOwners(world, day, random), random);
    if (owner === undefined) return undefined;
    const own = ownContext(world, owner.person, day);
    const context = random.chance(0.7) ? intruder(own, day, random) : own;
    const startMs = anyTime(day, random);
    return [
      ...enter({ world, owner, context, day, random }, startMs),
      ...grab(
        { world, owner, context, day, random },
        startMs + 3 * MINUTE_MS,
        random.between(10, 360) * MINUTE_MS,
      ),
    ];
  },
});

const COLD_DAYS = 28;
const MAX_TRIED = 12;

/** Accounts that are hardly used, or whose owners have left and nobody has closed them. */
function coldOwners(world: World, day: number, random: Random): readonly Owner[] {
  const candidates = world.people.flatMap((person) => {
    const left = (world.lives[person.number]?.employed.to ?? day) < day - COLD_DAYS;
    return left || isEmployed(world, person, day)
      ? person.tools.filter(({ activity }) => left || activity < 0.2).map((tool) => ({ person, tool }))
      : [];
  });
  const found: Owner[] = [];
  for (let tried = 0; tried < MAX_TRIED && candidates.length > 0; tried++) {
    const owner = random.pick(candidates);
    if (!wasUsed(world, owner, day)) found.push(owner);
  }
  return found;
}

function wasUsed(world: World, { person, tool }: Owner, day: number): boolean {
  for (let before = day - COLD_DAYS; before <= day; before++)
    if (workday(world, person, before).some(({ actor }) => actor === tool.account.index)) return true;
  return false;
}
