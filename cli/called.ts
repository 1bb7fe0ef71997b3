import { parseEntity } from '../shared/entity.ts';
import { longId } from '../shared/vendors/salesforce-id.ts';

/** Whom a finding, a page, a report or a log is about, with everything that it may be shown by. */
export interface Called {
  readonly entity: string;
  /** E-mail addresses and names; what is empty is none. */
  readonly names: readonly string[];
}

/**
 * Whether somebody means this account: by what it is shown by, by its id, also as `vendor/id` and `vendor/tenant/id`, or
 * by its entity. A name is no proof, anybody can choose his own: several accounts may be meant.
 */
export function isCalled({ entity, names }: Called, wanted: string): boolean {
  const known = [entity, ...idsOf(entity), ...names].filter((name) => name !== '');
  const long = longId(wanted) ?? wanted;
  // Salesforce has ids of 15 characters in some logs and of 18 in others, for one account; the short ones differ by case.
  if (long !== wanted) return known.includes(wanted) || idsOf(entity).includes(long);
  return known.some((name) => name.toLowerCase() === wanted.toLowerCase());
}

function idsOf(entity: string): string[] {
  const parsed = parseEntity(entity);
  if (parsed.kind === 'person') return [parsed.email];
  if (parsed.kind === 'source') return [parsed.address];
  if (parsed.kind === 'feed') return [];
  const { vendor, tenant, uid } = parsed;
  return [uid, `${vendor}/${uid}`, `${vendor}/${tenant}/${uid}`];
}
