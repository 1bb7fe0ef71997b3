import { addHundredths } from '../assess.ts';
import { contextNovelty } from '../detectors/context-novelty.ts';
import type { Signal } from '../detectors/detector.ts';
import type { Finding } from '../finding.ts';
import { untrusted } from '../page/untrusted.ts';
import { isNewValue, type SignalLines, signalLines } from '../page/view.ts';
import { WAYS, type Way } from '../profile/hour.ts';

/** The score, signal by signal: each begins where the one before ends, and the last ends at the score. */
export interface Step extends SignalLines {
  readonly from: number;
  readonly to: number;
}

export function waterfallOf({ signals }: Finding): Step[] {
  let from = 0;
  return signals.map((signal) => {
    const step = { ...signalLines(signal), from, to: addHundredths([from, signal.score]) };
    from = step.to;
    return step;
  });
}

/** A value that the account was seen with, and how far that is usual. */
export interface Seen {
  readonly facet: Way;
  readonly value: string;
  readonly isNew: boolean;
  /** What is usual instead, most usual first; empty where nothing is known. */
  readonly usual: readonly string[];
}

/** New ones first. */
export function seenOf({ context, signals }: Finding): Seen[] {
  const facts = signals.find(({ detector }) => detector === contextNovelty.uid)?.facts ?? {};
  return WAYS.flatMap((facet) =>
    context[facet].map((value) => ({
      facet,
      value: untrusted(value, 48),
      isNew: isNewValue(signals, facet, value),
      usual: listOf(facts, facet),
    })),
  ).sort((a, b) => Number(b.isNew) - Number(a.isNew));
}

function listOf(facts: Signal['facts'], facet: string): string[] {
  const usual = facts[`${facet} usual`];
  return Array.isArray(usual) ? usual.map((value) => untrusted(String(value), 48)) : [];
}
