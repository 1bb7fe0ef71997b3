import { existsSync, readFileSync } from 'node:fs';
import { compileRule } from '../../shared/sigma/rule.ts';
import { type RuleSet, ruleSet } from '../../shared/sigma/rule-set.ts';
import { shippedRules } from '../../shared/sigma/shipped.ts';
import type { Json } from '../../shared/vendors/vendor.ts';

/** Beside the code of the function that asks them, where the bundle puts the rules of one's own. */
export const RULES_FILE = 'rules.json';

/** The shipped rules and, in place of those with the same id, one's own. A rule that is none is left out. */
export function readRuleSet(path: string): RuleSet {
  const own: Json = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
  const compiled = (Array.isArray(own) ? own : []).map((document) => compileRule(document));
  return ruleSet([...shippedRules(), ...compiled.flatMap((one) => (one.kind === 'rule' ? [one.rule] : []))]);
}
