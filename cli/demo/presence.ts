import type { Client } from './clients.ts';
import type { Person } from './people.ts';
import type { Place } from './places.ts';
import type { Random } from './random.ts';

/** Who acts, from where, with what. Whoever holds a person's credentials is that person to a log. */
export interface Presence {
  readonly person: Person;
  readonly place: Place;
  readonly client: Client;
  readonly random: Random;
}
