import { type Client, COMMON_CLIENTS, clientOn, programClient } from '../clients.ts';
import { networksOf, placeIn } from '../networks.ts';
import type { Random } from '../random.ts';
import type { Place } from '../raw/presence.ts';

/** Where and with what somebody acts who is not the owner. */
export interface Context {
  readonly place: Place;
  readonly client: Client;
}

/**
 * Rented machines, VPN exits, other people's homes and telephones, in the owner's country and elsewhere; with a
 * browser like the owner's, another one, or a program.
 */
export function intruder(owner: Context, day: number, random: Random): Context {
  return { place: strangePlace(owner.place, random), client: strangeClient(owner.client, day, random) };
}

export function strangePlace(owner: Place, random: Random): Place {
  const near = random.chance(0.35) ? owner.countryIso : undefined;
  const kind = random.chance(0.6) ? 'hosting' : random.chance(0.85) ? 'broadband' : 'mobile';
  const networks = networksOf(kind, near);
  for (;;) {
    const place = placeIn(
      random.pick(networks.length > 0 ? networks : networksOf(kind)),
      random.between(0, 253),
    );
    if (place.ip !== owner.ip) return place;
  }
}

function strangeClient(owner: Client, day: number, random: Random): Client {
  const draw = random.uniform();
  if (draw < 0.35) return owner;
  return draw < 0.7
    ? clientOn(random.pick([...COMMON_CLIENTS, 'firefoxOnLinux', 'firefoxOnMac'] as const), day)
    : strangeProgram(random);
}

export function strangeProgram(random: Random): Client {
  return programClient(random.pick(PROGRAMS));
}

const PROGRAMS = [
  'python-requests/2.32.4',
  'Python/3.12 aiohttp/3.12.15',
  'curl/8.14.1',
  'Go-http-client/1.1',
  'aws-cli/2.27.1',
  'rclone/v1.70.1',
  'node-fetch/3.3.2',
  'simple-salesforce/1.12.6',
];
