import { compileRule, type SigmaRule } from './rule.ts';
import documents from './shipped.json' with { type: 'json' };

/**
 * The rules of `rules/`, as `npm run rules-pack` has packed them: a cold start reads JSON in no time, where it would
 * have to load a reader of YAML and wait for it. A test holds the pack to the files.
 */
export function shippedRules(): readonly SigmaRule[] {
  return documents.flatMap((document) => {
    const compiled = compileRule(document);
    return compiled.kind === 'rule' ? [compiled.rule] : [];
  });
}
