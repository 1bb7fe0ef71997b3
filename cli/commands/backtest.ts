import type { StateItem } from '../../functions/ports/state.ts';
import { judgingWith } from '../../shared/assess.ts';
import type { Calibration } from '../../shared/calibration/file.ts';
import type { Detector } from '../../shared/detectors/detector.ts';
import { sha256Hex } from '../../shared/hash.ts';
import type { HoneyIndex } from '../../shared/honey.ts';
import { toOcsf } from '../../shared/ocsf.ts';
import type { RuleSet } from '../../shared/sigma/rule-set.ts';
import { compare, type Verdict, verdictOf } from '../backtest/compare.ts';
import { report, summary } from '../backtest/report.ts';
import { fromExport } from '../exported.ts';
import { type History, type HistoryOptions, readHistory, spanOf } from '../history/read-history.ts';
import { replay } from '../history/replay.ts';
import { askAll } from '../history/rules.ts';
import { loadHoney } from '../honey/registry.ts';
import { loadCalibration } from '../load-calibration.ts';
import { loadDetectors } from '../rules/detectors.ts';
import { loadRuleSet } from '../rules/folder.ts';
import { saveRun } from '../saved.ts';

export interface BacktestOptions extends HistoryOptions {
  readonly rules?: string;
  readonly settings?: string;
  /** Settings to compare with, and rules. */
  readonly compare?: string;
  readonly compareRules?: string;
  readonly json?: boolean;
  /** Where it is noted which honey is planted; outflow.honey.json, if there is one, unless given. */
  readonly registry?: string;
}

/** Runs detection over logs of the past, in the order of their days, and tells what would have paged and why. */
export async function backtest(files: readonly string[], options: BacktestOptions): Promise<void> {
  const before = await wayOf(options.settings, options.rules);
  const after = await changedWay(options);
  const ways = after === undefined ? [before] : [before, after];
  const honey = await loadHoney(options.registry);
  const asked = askAll(ways.map(({ rules }) => rules));
  const history = await readHistory(files, options, HASH_KEY, asked, honey);
  try {
    const [tested, changed] = await judgeAll(history, ways, honey);
    await save('backtest', tested);
    if (changed !== undefined) await save('backtest-after', changed);
    const comparison = changed && compare(tested, changed, spanOf(history).weeks);
    const result = { ...tested, history, settings: before.settings, comparison };
    if (options.json) console.log(JSON.stringify(summary(result), null, 2));
    else console.log(report(result).join('\n'));
  } finally {
    history.spool.remove();
  }
}

/** Ids of a backtest stay on this machine: nobody can choose events to collide under a key that never leaves it. */
const HASH_KEY = Buffer.from(sha256Hex('outflow backtest'), 'hex');

/** One way of judging. */
interface Way extends Calibration {
  readonly rules: RuleSet;
  readonly detectors: readonly Detector[];
}

async function wayOf(settings: string | undefined, rules: string | undefined): Promise<Way> {
  return {
    ...(await loadCalibration(settings)),
    rules: await loadRuleSet(rules),
    detectors: await loadDetectors(rules),
  };
}

/** What is not named stays as it is. */
async function changedWay(options: BacktestOptions): Promise<Way | undefined> {
  if (options.compare === undefined && options.compareRules === undefined) return undefined;
  return wayOf(options.compare ?? options.settings, options.compareRules ?? options.rules);
}

/** What one way of judging says, and the profiles that it rests on. */
interface Judged extends Verdict {
  readonly profiles: readonly StateItem[];
}

async function save(name: string, { findings, profiles }: Judged): Promise<void> {
  await saveRun(name, { findings: findings.map((finding) => fromExport(toOcsf(finding))), profiles });
}

/** Of accounts and addresses: what else a state table holds is of no use without it. */
function isProfile({ part }: StateItem): boolean {
  return part === 'open' || part.startsWith('base#');
}

async function judgeAll(
  history: History,
  ways: readonly Way[],
  honey: HoneyIndex | undefined,
): Promise<readonly [Judged, ...(readonly Judged[])]> {
  const verdicts: Judged[] = [];
  for (const [ruleSet, { settings, tails, rules, detectors }] of ways.entries()) {
    const { findings, items } = await replay(history, {
      hashKey: HASH_KEY,
      settings,
      judging: judgingWith(rules, tails, honey, detectors),
      ruleSet,
      label: ruleSet === 0 ? 'Judging' : 'Judging anew',
    });
    const profiles = [...items.values()].filter(isProfile);
    verdicts.push({ ...verdictOf(findings), profiles });
  }
  const [first, ...rest] = verdicts;
  if (first === undefined) throw new Error('there is no way of judging');
  return [first, ...rest];
}
