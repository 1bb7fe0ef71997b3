import type { Kind } from '../activity.ts';
import type { Reading } from '../reading.ts';
import { byValue } from './order.ts';

/**
 * What precedes a theft: somebody's second factor, password, token or role was changed, a way out was opened, the
 * trail was cut. Each is ordinary by itself; the sequence with an export is not.
 */
export const STEP_KINDS = ['mfa', 'credential', 'privilege', 'destination', 'logging'] as const;
export type StepKind = (typeof STEP_KINDS)[number];

/** One kind of step within one hour; several of them are one. */
export interface Step {
  readonly kind: StepKind;
  /** Somebody else did it to this account: an administrator, or whoever acts as one. */
  readonly byOther: boolean;
  /** Hours since the epoch. */
  readonly hour: number;
}

export function isStepKind(kind: Kind): kind is StepKind {
  return (STEP_KINDS as readonly string[]).includes(kind);
}

/** The steps that an hour's operations are, in order. An administrator's work on others is no step of his own. */
export function stepsOf(
  operations: readonly Pick<Reading, 'kind' | 'outcome' | 'part' | 'counterpart'>[],
  hour: number,
): Step[] {
  const found = new Map<string, Step>();
  for (const { kind, outcome, part, counterpart } of operations) {
    if (outcome === 'failure' || !isStepKind(kind)) continue;
    if (part === 'source' || (part === 'actor' && counterpart !== '')) continue;
    const step = { kind, byOther: part === 'target', hour };
    found.set(`${kind} ${step.byOther}`, step);
  }
  return [...found].sort(byValue).map(([, step]) => step);
}

/**
 * A change of a person's access at one vendor concerns her accounts at all of them; a way out or a log is its own
 * vendor's.
 */
export function concernsPerson(kind: StepKind): boolean {
  return kind === 'mfa' || kind === 'credential' || kind === 'privilege';
}

/** The same step told by several ledgers, once. */
export function mergeSteps(...all: readonly (readonly Step[])[]): Step[] {
  const found = new Map(
    all.flat().map((step) => [`${String(step.hour).padStart(9, '0')} ${step.kind} ${step.byOther}`, step]),
  );
  return [...found].sort(byValue).map(([, step]) => step);
}
