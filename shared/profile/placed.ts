import { classOf } from '../activity.ts';
import type { Operation } from '../ledger.ts';

/**
 * Some logs name an address where somebody signs in, and nowhere else (Stripe, Zoom, PostHog): what he does after that
 * in the hour comes from there. Where operations name their session, the sign-in has to be the one that began it.
 */
export function placed(operations: readonly Operation[]): readonly Operation[] {
  const signIns = operations.filter(
    ({ part, kind, outcome, network }) =>
      part === 'actor' && kind === 'logon' && outcome === 'success' && network !== '',
  );
  if (signIns.length === 0) return operations;
  return operations.map((one) => {
    if (!isAnywhere(one)) return one;
    const began = signIns.filter(
      ({ time, session }) => time <= one.time && (one.session === '' || one.session === session),
    );
    if (began.length === 0) return one;
    const { network, country, client } = began.reduce((last, signIn) =>
      isLater(signIn, last) ? signIn : last,
    );
    return { ...one, network, country, client: one.client === '' ? client : one.client };
  });
}

/** Programs do not sign in for what they do; and who tries to sign in is not in yet: it may be somebody else. */
function isAnywhere({ part, kind, ip, network, country, actorType }: Operation): boolean {
  if (part !== 'actor' || kind === 'logon' || classOf(actorType) !== 'person') return false;
  return ip === '' && network === '' && country === '';
}

/** Of two at one moment one by its id, so that it depends on no order. */
function isLater(one: Operation, than: Operation): boolean {
  return one.time > than.time || (one.time === than.time && one.uid > than.uid);
}
