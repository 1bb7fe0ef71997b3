import type { Actor, Kind } from '../activity.ts';
import { emailOf } from './field.ts';

/** What is not shared is not shared with outsiders. */
export function outsideIf(kind: Kind, says: () => boolean): true | undefined {
  return kind === 'share' && says() ? true : undefined;
}

/**
 * Whether this address is of another organisation than whoever opens something to it: of another domain, and of none
 * above or below it. Where one of the two is no address, it cannot be told.
 */
export function isForeign({ email }: Pick<Actor, 'email'>, recipient: string | undefined): boolean {
  const [own, other] = [domainOf(email), domainOf(emailOf(recipient))];
  if (own === undefined || other === undefined) return false;
  return own !== other && !own.endsWith(`.${other}`) && !other.endsWith(`.${own}`);
}

function domainOf(email: string | undefined): string | undefined {
  return email?.slice(email.lastIndexOf('@') + 1).toLowerCase();
}
