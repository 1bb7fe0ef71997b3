import type { Signal } from './detectors/detector.ts';
import { spraying } from './detectors/spraying.ts';
import type { Reading } from './reading.ts';
import { cutText } from './text.ts';

const MAX_NAME = 48;

/**
 * A profile keeps of who got in from an address his id alone, `3015` or `AROAEXAMPLE:tina`: the sign-ins of the finding
 * tell by which address, or name, people know him.
 */
export function nameEntered(signals: readonly Signal[], tried: readonly Reading[]): readonly Signal[] {
  return signals.map((signal) => {
    const { entered } = signal.facts;
    if (signal.detector !== spraying.uid || !Array.isArray(entered)) return signal;
    const told = entered.join(', ');
    if (told === '' || !signal.observed.endsWith(told)) return signal;
    const names = entered.map((uid) => calledOf(uid, tried)).join(', ');
    return { ...signal, observed: `${signal.observed.slice(0, -told.length)}${names}` };
  });
}

/** `tina@example.com (3015)`: the address before the name, which anyone can choose; the id behind, where it says more. */
function calledOf(uid: string, tried: readonly Reading[]): string {
  const own = tried.filter(({ part, counterpart }) => part === 'source' && counterpart === uid);
  const name =
    own.findLast(({ email }) => email !== '')?.email ?? own.findLast(({ name }) => name !== '')?.name ?? '';
  if (name === '' || name.toLowerCase() === uid.toLowerCase()) return uid;
  return `${cutText(name, MAX_NAME)} (${uid})`;
}
