import type { Activity } from './activity.ts';

/**
 * What state is kept about: an account at a vendor, the person behind accounts of several vendors, or an address
 * that accounts are tried from. Keys are paths whose components are escaped, so that no two can share one.
 */
export type Entity =
  | { readonly kind: 'actor'; readonly vendor: string; readonly tenant: string; readonly uid: string }
  | { readonly kind: 'person'; readonly email: string }
  | { readonly kind: 'source'; readonly vendor: string; readonly tenant: string; readonly address: string };

/** `actor/okta/example/00u1`. */
export function actorEntity({
  vendor,
  tenant,
  actor,
}: Pick<Activity, 'vendor' | 'tenant'> & { readonly actor: { readonly uid: string } }): string {
  return keyOf('actor', vendor, tenant, actor.uid);
}

/** `person/mara@example.com`: only of addresses that a vendor vouches for. */
export function personEntity(email: string): string {
  return keyOf('person', email);
}

/** `source/okta/example/192.0.2.7`; IPv6 by its /64, because whoever has one address of it has them all. */
export function sourceEntity(vendor: string, tenant: string, address: string): string {
  return keyOf('source', vendor, tenant, address);
}

/** Only what has to be is escaped: percent-encoded whole, 256 Chinese characters would not fit a key of 2,048 bytes. */
function keyOf(...parts: readonly string[]): string {
  return parts.map((part) => part.replace(/[%/]/g, encodeURIComponent)).join('/');
}

export function parseEntity(entity: string): Entity {
  const [kind, ...parts] = entity.split('/').map(decodeURIComponent);
  const [first, second, third] = parts;
  if (kind === 'person' && parts.length === 1 && first !== undefined) return { kind, email: first };
  if (parts.length === 3 && first !== undefined && second !== undefined && third !== undefined) {
    if (kind === 'actor') return { kind, vendor: first, tenant: second, uid: third };
    if (kind === 'source') return { kind, vendor: first, tenant: second, address: third };
  }
  throw new Error(`not an entity: ${entity}`);
}
