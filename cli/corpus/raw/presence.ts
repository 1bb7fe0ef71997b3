import type { Client } from '../clients.ts';
import type { Random } from '../random.ts';

/** Whoever an account belongs to, as vendors name them. */
export interface Holder {
  readonly name: string;
  readonly email: string;
  readonly oktaId: string;
  readonly salesforceId: string;
}

export interface Place {
  readonly ip: string;
  readonly asNumber: number;
  readonly asOrg: string;
  readonly city: string;
  readonly state: string | null;
  readonly country: string;
  readonly countryIso: string;
  readonly lat: number;
  readonly lon: number;
}

/** Who acts, from where, with what. Whoever holds a person's credentials is that person to a log. */
export interface Presence<Who extends Holder = Holder> {
  readonly person: Who;
  readonly place: Place;
  readonly client: Client;
  readonly random: Random;
}
