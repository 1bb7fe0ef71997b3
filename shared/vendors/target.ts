import type { Actor, Kind, Target } from '../activity.ts';
import { emailOf, known } from './field.ts';

/** Of what is done to data it does not matter whose account is named beside it. */
const ABOUT_ACCOUNTS: ReadonlySet<Kind> = new Set<Kind>(['mfa', 'credential', 'privilege', 'logon']);

/**
 * The account that an event names beside its actor. Undefined for the actor himself, and without an id or address.
 * `uid` has to be the one that this vendor's parser gives to the account where it acts.
 */
export function targetOf(
  kind: Kind,
  actor: Actor,
  uid: string | undefined,
  email: string | undefined,
  alias?: string,
): Target | undefined {
  if (!ABOUT_ACCOUNTS.has(kind)) return undefined;
  const address = emailOf(email);
  if (uid !== undefined) return uid === actor.uid ? undefined : known({ uid, email: address, alias });
  if (alias !== undefined) return alias === actor.alias ? undefined : known({ email: address, alias });
  if (address === undefined || address === actor.email || address === actor.uid) return undefined;
  return { email: address };
}
