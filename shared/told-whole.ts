import type { Signal } from './detectors/detector.ts';
import { FACETS, shortIn } from './profile/hour.ts';
import type { Reading } from './reading.ts';
import { cutText } from './text.ts';

/** How much of a name people are shown. */
const MAX_NAME = 80;
/** As a profile ends what it has cut. */
const CUT = /~[0-9a-f]{8}$/;

/**
 * A profile cuts long names and tells them apart by a hash, `application.user_membership.sho~1dcf44fe`: what the
 * operations of the finding still know is said in full, and of anything else that it was cut. Facts keep what was compared.
 */
export function nameWhole(signals: readonly Signal[], done: readonly Reading[]): readonly Signal[] {
  if (!signals.some(({ facts }) => cutIn(facts).length > 0)) return signals;
  const whole = new Map(
    done.flatMap((reading) =>
      FACETS.map((facet) => [shortIn(facet, reading[facet]), reading[facet]] as const),
    ),
  );
  return signals.map((signal) => {
    const told = (text: string) =>
      cutIn(signal.facts).reduce(
        (named, cut) => named.replaceAll(cut, () => shown(whole.get(cut) ?? cut.replace(CUT, '…'))),
        text,
      );
    const { observed, expected, quietIf } = signal;
    return { ...signal, observed: told(observed), expected: told(expected), quietIf: told(quietIf) };
  });
}

function cutIn(facts: Signal['facts']): string[] {
  const texts = Object.values(facts).flatMap((fact) => (typeof fact === 'number' ? [] : fact));
  return [...new Set(texts.filter((text) => CUT.test(text)))];
}

function shown(name: string): string {
  return name.length > MAX_NAME ? `${cutText(name, MAX_NAME - 1)}…` : name;
}
