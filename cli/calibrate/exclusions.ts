import { dayOf } from '../../shared/time.ts';
import { isCalled } from '../called.ts';
import { UserError } from '../errors.ts';

/** Days that are not to count as harmless. */
export interface Exclusions {
  /** `names`: e-mail addresses and names of the account. */
  has(entity: string, names: readonly string[], day: number): boolean;
  /** Those that have excluded nothing so far, as they were written. */
  unmet(): readonly string[];
}

/** Each an account (its id, its e-mail address, its name, `vendor/id` or `vendor/tenant/id`), a UTC day, or `ACCOUNT@DAY`. */
export function readExclusions(texts: readonly string[]): Exclusions {
  const rules = texts.map((text) => ({ text, ...readExclusion(text) }));
  const met = new Set<string>();
  return {
    has(entity, names, day) {
      const found = rules.filter(
        (rule) =>
          (rule.day === undefined || rule.day === day) &&
          (rule.account === undefined || isCalled({ entity, names }, rule.account)),
      );
      for (const { text } of found) met.add(text);
      return found.length > 0;
    },
    unmet: () => texts.filter((text) => !met.has(text)),
  };
}

function readExclusion(text: string): { readonly account?: string; readonly day?: number } {
  const [, account, date] = /^(.*?)@?(\d{4}-\d\d-\d\d)$/.exec(text) ?? [undefined, text, undefined];
  const timeMs = date === undefined ? undefined : Date.parse(`${date}T00:00:00Z`);
  if (timeMs !== undefined && Number.isNaN(timeMs))
    throw new UserError(`--exclude ${text}: ${date} is no day; write it like 2026-06-01.`);
  return {
    ...(account ? { account } : {}),
    ...(timeMs === undefined ? {} : { day: dayOf(timeMs) }),
  };
}
