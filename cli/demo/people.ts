import { type ClientKind, COMMON_CLIENTS } from '../corpus/clients.ts';
import { NAMES, nameOf, salesforceId } from '../corpus/invented.ts';
import { BASE62, type Random } from '../corpus/random.ts';
import { homeOf, type Place, SITES, type Site } from './places.ts';

export type Role = 'viewer' | 'analyst' | 'manager' | 'sales' | 'support' | 'admin';

export interface Person {
  readonly number: number;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly site: Site;
  readonly home: Place;
  readonly client: ClientKind;
  /** Weekdays (0 is Monday) on which this person is in the office. */
  readonly officeDays: readonly number[];
  /** Local time at which the day begins; it lasts eight and a half hours. */
  readonly startHour: number;
  /** Typical rows of one of this person's exports. */
  readonly exportRows: number;
  readonly usesMixpanel: boolean;
  /** How often the person travels in a year. */
  readonly tripsPerYear: number;
  readonly oktaId: string;
  readonly salesforceId: string;
}

const MIN_PEOPLE = 25;
const MAX_PEOPLE = NAMES;

export function makePeople(count: number, random: Random): readonly Person[] {
  if (!Number.isInteger(count) || count < MIN_PEOPLE || count > MAX_PEOPLE)
    throw new Error(`A company has ${MIN_PEOPLE} to ${MAX_PEOPLE} people, not ${count}.`);
  return Array.from({ length: count }, (_, number) => makePerson(number, random.fork(`person/${number}`)));
}

/** The people the demo's day is about. The first of each role, so that they exist whatever the seed. */
export function castOf(people: readonly Person[]) {
  const first = (role: Role): Person => people.find((person) => person.role === role) as Person;
  return {
    /** Whose account is taken over. */
    analyst: first('analyst'),
    /** At the help desk. */
    admin: first('admin'),
    /** In another country today. */
    traveller: first('sales'),
    /** Closes the month with a larger export than usual. */
    manager: first('manager'),
    /** Tries another browser today. */
    switcher: first('viewer'),
    /** Lost a telephone, so the help desk resets the factors, as it should. */
    phoneless: first('support'),
  };
}
export type Cast = ReturnType<typeof castOf>;

function makePerson(number: number, random: Random): Person {
  const role = ROLES[number % ROLES.length] as Role;
  const site = SITES[SITE_OF[number % SITE_OF.length] as number] as Site;
  const [first, last] = nameOf(number);
  return {
    number,
    name: `${first} ${last}`,
    email: `${first}.${last}@example.com`.toLowerCase(),
    role,
    site,
    home: homeOf(site, random.pick(site.providers), number),
    client: random.pick(COMMON_CLIENTS),
    officeDays: [0, 1, 2, 3, 4].filter(() => random.chance(0.6)),
    startHour: random.between(32, 38) / 4,
    exportRows: random.logNormal(EXPORT_ROWS[role], 0.2),
    usesMixpanel: role === 'analyst' || role === 'manager' || (role === 'viewer' && random.chance(0.5)),
    tripsPerYear: role === 'sales' || role === 'manager' ? 3 : 0,
    oktaId: `00u${random.text(17, BASE62)}`,
    salesforceId: salesforceId('0055g00000', random),
  };
}

const EXPORT_ROWS: Readonly<Record<Role, number>> = {
  viewer: 60,
  analyst: 350,
  manager: 700,
  sales: 90,
  support: 50,
  admin: 40,
};

/** London twice as often as the others, Chicago half as often. */
const SITE_OF = [0, 0, 1, 2, 0, 1, 2, 3];

const ROLES: readonly Role[] = [
  ...(['analyst', 'admin', 'sales', 'manager', 'viewer', 'support'] as const),
  ...(['sales', 'viewer', 'analyst', 'sales', 'support', 'viewer'] as const),
  ...(['manager', 'sales', 'viewer', 'analyst', 'support', 'viewer'] as const),
  ...(['sales', 'viewer', 'manager', 'support', 'viewer', 'analyst', 'sales'] as const),
];
