import { join } from 'node:path';
import { DETECTORS_FILE, readDetectors } from '../functions/ports/detectors.ts';
import { RULES_FILE, readRuleSet } from '../functions/ports/rules.ts';
import { type Guard, liveGuard } from '../shared/settings/guard.ts';
import { LEVELS } from '../shared/sigma/rule.ts';

/** Kept in one item with the settings. */
const MAX_LIVE = 500;

/** The rules and detectors of one's own and shipped rules that page, as the function in `folder` will ask them. */
export function liveIn(folder: string): readonly Guard[] {
  const detectors = readDetectors(join(folder, DETECTORS_FILE), (uid, error) => {
    throw new Error(`The detector ${uid} cannot be read.`, { cause: error });
  });
  const { rules } = readRuleSet(join(folder, RULES_FILE));
  return [
    ...detectors
      .filter(({ staged }) => staged === undefined)
      .map(({ uid, title }) => liveGuard('detectors', uid, title, {})),
    ...rules
      .filter(({ stage }) => stage === 'live')
      .map(({ uid, title, level }) => liveGuard('rules', uid, title, { level, rank: LEVELS.indexOf(level) })),
  ].slice(0, MAX_LIVE);
}
