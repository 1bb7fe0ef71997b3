import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DETECTORS_FILE, readDetectors } from '../functions/ports/detectors.ts';
import { RULES_FILE, readRuleSet } from '../functions/ports/rules.ts';
import { sha256Hex } from '../shared/hash.ts';
import { canonical } from '../shared/settings/diff.ts';
import { AS_SHIPPED, type Guard, liveGuard, type RuleOutline } from '../shared/settings/guard.ts';
import { compileRule, LEVELS } from '../shared/sigma/rule.ts';
import { isObject } from '../shared/vendors/field.ts';
import type { Json } from '../shared/vendors/vendor.ts';

/** Kept in one item with the settings. */
const MAX_LIVE = 500;

/** The rules and detectors of one's own and shipped rules that page, as the function in `folder` will ask them. */
export function liveIn(folder: string): readonly Guard[] {
  const detectors = readDetectors(join(folder, DETECTORS_FILE), (uid, error) => {
    throw new Error(`The detector ${uid} cannot be read.`, { cause: error });
  });
  const { rules } = readRuleSet(join(folder, RULES_FILE));
  const own = conditionsIn(folder);
  return [
    ...detectors
      .filter(({ staged }) => staged === undefined)
      .map(({ uid, title }) => liveGuard('detectors', uid, title, {})),
    ...rules
      .filter(({ stage }) => stage === 'live')
      .map(({ uid, title, level }) =>
        liveGuard('rules', uid, title, {
          level,
          rank: LEVELS.indexOf(level),
          asks: own.get(uid) ?? AS_SHIPPED,
        } satisfies RuleOutline),
      ),
  ].slice(0, MAX_LIVE);
}

/** Of each rule of one's own, by its uid. */
function conditionsIn(folder: string): ReadonlyMap<string, string> {
  const documents = JSON.parse(readFileSync(join(folder, RULES_FILE), 'utf8')) as readonly Json[];
  return new Map(
    documents.flatMap((document) => {
      const compiled = compileRule(document);
      if (compiled.kind !== 'rule' || !isObject(document)) return [];
      const { logsource, detection } = document;
      return [[compiled.rule.uid, sha256Hex(canonical([logsource, detection])).slice(0, 16)] as const];
    }),
  );
}
