import { findDetector } from '../detectors/index.ts';
import { tripwire } from '../detectors/tripwire.ts';
import type { Finding } from '../finding.ts';

/**
 * Live rules of high level, tripwires and honey: one event of these is enough, whatever else the account does. Each part of a
 * contract is an alarm of its own: a job that ran late must not hide the thief who comes from elsewhere.
 */
export function alarmsOf({ signals = [] }: Partial<Pick<Finding, 'signals'>>): string[] {
  return signals
    .filter(({ score, facts }) => score > 0 && facts['heldDays'] === undefined)
    .flatMap(({ detector, facts: { alarms, rules } }) => {
      if (findDetector(detector)?.tripwire)
        return Array.isArray(rules) ? rules.map((rule) => `${detector} ${rule}`) : [detector];
      return Array.isArray(alarms) ? alarms.map((uid) => `rule ${uid}`) : [];
    });
}

/** The first of these that was not told yet. */
export function anotherOf(
  alarms: readonly string[],
  told: readonly { readonly alarms?: readonly string[] }[],
): string | undefined {
  if (told.some((one) => one.alarms === undefined)) return undefined;
  const all = new Set(told.flatMap((one) => one.alarms ?? []));
  return alarms.find((alarm) => !all.has(alarm) && !all.has(wholeOf(alarm)));
}

/** As older versions told each part of a contract. */
function wholeOf(alarm: string): string {
  return alarm.startsWith(`${tripwire.uid} `) ? tripwire.uid : alarm;
}
