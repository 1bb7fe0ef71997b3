import { join } from 'node:path';
import type { RE2JS as Engine } from 're2js';

/**
 * In a bundle, in place of re2js (infra/bundle.ts): a seventh of what `detect` would have to load for rules that few have.
 * It lies beside the bundle, and is loaded with the first rule that holds a regular expression.
 */
export const RE2JS: Pick<typeof Engine, 'compile' | 'CASE_INSENSITIVE' | 'DOTALL' | 'MULTILINE'> = {
  compile: (pattern, flags) => engine().compile(pattern, flags),
  get CASE_INSENSITIVE() {
    return engine().CASE_INSENSITIVE;
  },
  get DOTALL() {
    return engine().DOTALL;
  },
  get MULTILINE() {
    return engine().MULTILINE;
  },
};

export const RE2_FILE = 're2.js';

function engine(): typeof Engine {
  // What is not known while bundling stays a call while running; and a module is loaded once.
  return require(join(__dirname, RE2_FILE)).RE2JS;
}
