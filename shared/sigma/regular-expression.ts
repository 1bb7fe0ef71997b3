import { RE2JS } from 're2js';
import { messageOf } from '../text.ts';
import { Refused } from './refused.ts';

const MAX_LENGTH = 1_000;
const MAX_STATES = 2_000;

/**
 * RE2 takes time in proportion to the text, whatever the pattern: there is nothing to choose or to guess as there
 * would be in telling safe patterns from catastrophic ones. What it cannot do in that time (lookaround and
 * backreferences) it refuses, and Sigma does not allow either.
 */
export function compileRegularExpression(pattern: string, flags: string): (text: string) => boolean {
  if (pattern.length > MAX_LENGTH)
    throw new Refused(
      'regular expression too long',
      `a regular expression is longer than ${MAX_LENGTH} characters`,
    );
  const expression = compile(pattern, flags);
  if (expression.programSize() > MAX_STATES)
    throw new Refused('regular expression too large', `the regular expression /${pattern}/ repeats too much`);
  return (text) => expression.test(text);
}

function compile(pattern: string, flags: string): RE2JS {
  const bits =
    (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes('m') ? RE2JS.MULTILINE : 0) |
    (flags.includes('s') ? RE2JS.DOTALL : 0);
  try {
    return RE2JS.compile(pattern, bits);
  } catch (error) {
    const why = messageOf(error);
    throw new Refused('regular expression RE2 cannot match', `the regular expression /${pattern}/: ${why}`);
  }
}
