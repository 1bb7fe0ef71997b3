import { resolve } from 'node:path';
import { judgingWith } from '../../shared/assess.ts';
import type { Calibration } from '../../shared/calibration/file.ts';
import type { Detector } from '../../shared/detectors/detector.ts';
import { sha256Hex } from '../../shared/hash.ts';
import type { HoneyIndex } from '../../shared/honey.ts';
import type { RuleSet } from '../../shared/sigma/rule-set.ts';
import type { Vendor } from '../../shared/vendors/vendor.ts';
import { UserError } from '../errors.ts';
import type { HistoryOptions } from '../history/read-history.ts';
import type { HistoryReplayOptions } from '../history/replay.ts';
import { askAll } from '../history/rules.ts';
import { loadHoney } from '../honey/load.ts';
import { loadCalibration, settingsFile } from '../load-calibration.ts';
import { loadDetectors } from '../rules/detectors.ts';
import { loadRuleSet } from '../rules/folder.ts';
import { whoseLogs } from '../whose-logs.ts';

export interface WayOptions extends HistoryOptions {
  readonly rules?: string;
  readonly settings?: string;
  /** Settings to compare with, and rules. */
  readonly compare?: string;
  readonly compareRules?: string;
  /** Where it is noted which honey is planted; outflow.honey.json, if there is one, unless given. */
  readonly registry?: string;
}

/** One way of judging. */
export interface Way extends Calibration {
  readonly rules: RuleSet;
  readonly detectors: readonly Detector[];
}

export interface Ways {
  /** As things are, and as they would be where there is something to compare with. */
  readonly ways: readonly [Way, ...(readonly Way[])];
  readonly honey: HoneyIndex | undefined;
  /** Asks the rules of every way. */
  readonly asked: RuleSet;
  /** Those that mappings describe. */
  readonly vendors: readonly Vendor[];
}

export async function loadWays(options: WayOptions): Promise<Ways> {
  const before = await wayOf(options.settings, options.rules);
  const after = await changedWay(options);
  const ways: Ways['ways'] = after === undefined ? [before] : [before, after];
  const { mapped: vendors } = await whoseLogs(options);
  return {
    ways,
    honey: await loadHoney(options.registry),
    asked: askAll(ways.map(({ rules }) => rules)),
    vendors,
  };
}

async function wayOf(settings: string | undefined, rules: string | undefined): Promise<Way> {
  return {
    ...(await loadCalibration(settings)),
    rules: await loadRuleSet(rules),
    detectors: await loadDetectors(rules),
  };
}

/** What is not named stays as it is. */
async function changedWay(options: WayOptions): Promise<Way | undefined> {
  if (options.compare === undefined && options.compareRules === undefined) return undefined;
  if (options.compareRules === undefined) refuseItself(options);
  return wayOf(options.compare ?? options.settings, options.compareRules ?? options.rules);
}

/** Nothing would differ, which reads as if the change did nothing. */
function refuseItself({ settings, compare = '' }: WayOptions): void {
  const begun = settingsFile(settings);
  if (begun !== undefined && resolve(begun) === resolve(compare))
    throw new UserError(
      `--compare ${compare} is what the backtest takes already: name what to begin with by --settings, such as a file with {} for the settings as shipped.`,
    );
}

/** Ids of a backtest stay on this machine: nobody can choose events to collide under a key that never leaves it. */
export const HASH_KEY = Buffer.from(sha256Hex('outflow backtest'), 'hex');

/** How a replay judges in one of the ways, by its number. */
export function judgementIn({ ways, honey, vendors }: Ways, ruleSet: number): HistoryReplayOptions {
  const way = ways[ruleSet];
  if (way === undefined) throw new Error(`there is no way of judging with the number ${ruleSet}`);
  const { settings, tails, rules, detectors } = way;
  const judging = judgingWith(rules, tails, honey, detectors);
  // Of a way that is compared with it only what pages is asked.
  return { hashKey: HASH_KEY, settings, judging, vendors, ruleSet, moments: ruleSet === 0 };
}
