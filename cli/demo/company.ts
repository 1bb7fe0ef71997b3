import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/time.ts';
import { isWeekday, parseDay } from '../corpus/calendar.ts';
import { type Random, seededRandom } from '../corpus/random.ts';
import { oktaEvent, oktaSession } from '../corpus/raw/okta.ts';
import type { Presence } from '../corpus/raw/presence.ts';
import { byArrival, byTime, type VendorEvent } from './event.ts';
import { helpDeskReset, type Incident, incidentEvents, incidentOf } from './incident.ts';
import { type Integration, integrationDay, makeIntegrations } from './integrations.ts';
import { CLOSING_FACTOR, type Life, lifeOf, planDay, type Special } from './life.ts';
import { ordinaryDay } from './ordinary.ts';
import { type Cast, castOf, makePeople, type Person } from './people.ts';
import { FAR_HOTEL } from './places.ts';

export interface CompanyOptions {
  /** `YYYY-MM-DD`, Monday to Friday. */
  readonly today: string;
  readonly people?: number;
  readonly historyDays?: number;
}

export interface Company {
  readonly people: readonly Person[];
  readonly integrations: readonly Integration[];
  readonly cast: Cast;
  readonly incident: Incident;
  /** The days before today, in the order in which things happened. */
  history(): Iterable<VendorEvent>;
  /** Today, in the order in which events reach the stream. */
  day(): VendorEvent[];
}

export const DEMO_SEED = 'outflow';

/** A company that does not exist, as Okta, Salesforce and Mixpanel would log it. Same seed, same bytes. */
export function makeCompany(seed: string | number, options: CompanyOptions): Company {
  const { people: count = 50, historyDays = 45 } = options;
  const today = parseDay(options.today);
  if (!isWeekday(today))
    throw new Error(`Nobody works on ${options.today}: choose a day from Monday to Friday.`);
  if (historyDays < 30) throw new Error(`A baseline needs at least 30 days of history, not ${historyDays}.`);
  const random = seededRandom(seed);
  const people = makePeople(count, random.fork('people'));
  const firstDay = today - historyDays;
  const company: Scene = {
    random,
    people,
    cast: castOf(people),
    integrations: makeIntegrations(random.fork('integrations')),
    lives: people.map((person) => lifeOf(person, firstDay, today, random.fork(`life/${person.number}`))),
  };
  return {
    people,
    integrations: company.integrations,
    cast: company.cast,
    incident: incidentOf(company.cast, today),
    *history() {
      for (let day = firstDay; day < today; day++) yield* ordinaryEvents(company, day).sort(byTime);
    },
    day: () => todaysEvents(company, today).sort(byArrival),
  };
}

interface Scene {
  readonly random: Random;
  readonly people: readonly Person[];
  readonly cast: Cast;
  readonly integrations: readonly Integration[];
  readonly lives: readonly Life[];
}

function ordinaryEvents(scene: Scene, day: number): VendorEvent[] {
  const random = scene.random.fork(`day/${day}`);
  const events = [...peopleEvents(scene, day, random), ...integrationEvents(scene, day, random)];
  // The help desk resets somebody's factors every other week or so.
  if (isWeekday(day) && random.chance(0.1)) {
    const others = scene.people.filter((person) => !Object.values(scene.cast).includes(person));
    const present = others.filter(({ number }) => scene.lives[number]?.isAway(day) === false);
    events.push(...lostTelephone(scene, random.pick(present), day, random.fork('telephone')));
  }
  return events;
}

function todaysEvents(scene: Scene, day: number): VendorEvent[] {
  const { cast } = scene;
  const random = scene.random.fork('today');
  const specials = new Map<Person, Special>([
    // Off after lunch: what happens in this name later is somebody else.
    [cast.analyst, { hours: 3.5 }],
    [cast.traveller, { place: FAR_HOTEL }],
    [cast.manager, { closingRows: Math.round(cast.manager.exportRows * CLOSING_FACTOR * 1.6) }],
    [cast.switcher, { client: 'firefoxOnMac' }],
    [cast.admin, {}],
    [cast.phoneless, {}],
  ]);
  return [
    ...peopleEvents(scene, day, random, specials),
    ...integrationEvents(scene, day, random, 9.5),
    ...lostTelephone(scene, cast.phoneless, day, random.fork('telephone')),
    ...incidentEvents(
      cast,
      presenceOf(scene, cast.admin, day, random.fork('desk')),
      day,
      random.fork('incident'),
    ),
  ];
}

function peopleEvents(
  scene: Scene,
  day: number,
  random: Random,
  specials?: ReadonlyMap<Person, Special>,
): VendorEvent[] {
  return scene.people.flatMap((person, i) => {
    const plan = planDay(
      person,
      scene.lives[i] as Life,
      day,
      random.fork(`person/${i}`),
      specials?.get(person),
    );
    return plan === undefined ? [] : ordinaryDay(plan.presence, plan.day);
  });
}

function integrationEvents(scene: Scene, day: number, random: Random, todaysRerun?: number): VendorEvent[] {
  return scene.integrations.flatMap((integration, i) => {
    const own = random.fork(`integration/${i}`);
    const ownRerun = own.chance(0.03) ? 10.25 : undefined;
    return integrationDay(integration, day, own, i === 0 ? (todaysRerun ?? ownRerun) : ownRerun);
  });
}

/** A reset with good reason: asked for from the usual place, and the day goes on as ever. */
function lostTelephone(scene: Scene, person: Person, day: number, random: Random): VendorEvent[] {
  const owner = presenceOf(scene, person, day, random.fork('owner'));
  const resetMs = day * DAY_MS + 11 * HOUR_MS + random.between(0, 3 * HOUR_MS);
  return [
    ...helpDeskReset(presenceOf(scene, scene.cast.admin, day, random.fork('desk')), person, resetMs),
    oktaEvent(resetMs + 6 * MINUTE_MS, 'user.mfa.factor.activate', owner, {
      session: oktaSession(owner),
      factor: 'OKTA_VERIFY_PUSH',
    }),
  ];
}

/** Where the person is on an ordinary day. */
function presenceOf(scene: Scene, person: Person, day: number, random: Random): Presence<Person> {
  const plan = planDay(person, scene.lives[person.number] as Life, day, random, {});
  return (plan as NonNullable<typeof plan>).presence;
}
