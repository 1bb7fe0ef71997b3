import type { AccessChange } from './access-change.ts';
import type { Signal } from './detectors/detector.ts';
import { STEP_NAMES, sequence } from './detectors/sequence.ts';
import { isStepKind } from './profile/steps.ts';
import type { Reading } from './reading.ts';
import { type AccessWord, accessWord } from './vendors/access-words.ts';

const WORDS: Readonly<Record<AccessWord, string>> = {
  made: 'the account was created',
  'let in': 'the account was let in again',
  changed: 'the account was changed or let in again',
  allowed: 'an application was allowed',
};

/**
 * A profile keeps of a change of access its kind alone: the operations of the finding tell whether an account was made or
 * let in again, or an application allowed. Where they tell several things, or none, the signal says what the kind does.
 */
export function nameSteps(
  signals: readonly Signal[],
  vendor: string,
  done: readonly Reading[],
  changes: readonly AccessChange[] = [],
): readonly Signal[] {
  return signals.map((signal) => {
    const { step, by } = signal.facts;
    if (signal.detector !== sequence.uid || typeof step !== 'string') return signal;
    const own = done.filter(({ part, counterpart }) => part === 'actor' && counterpart === '');
    const told =
      by === 'other'
        ? changes.map((one) => [one.vendor, one.kind, one.operation] as const)
        : own.map((one) => [vendor, one.kind, one.operation] as const);
    const words = new Set(
      told.flatMap(([at, kind, operation]) =>
        isStepKind(kind) && kind === step ? [accessWord(at, kind, operation)] : [],
      ),
    );
    const [word] = words;
    if (words.size !== 1 || word === undefined) return signal;
    const name = Object.entries(STEP_NAMES).find(([kind]) => kind === step)?.[1] ?? '';
    return { ...signal, observed: signal.observed.replace(name, WORDS[word]) };
  });
}
