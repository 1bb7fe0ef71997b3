import { parseEntity } from '../../shared/entity.ts';
import { dayOf } from '../../shared/time.ts';
import { UserError } from '../errors.ts';

/** Days that are not to count as harmless. */
export interface Exclusions {
  has(entity: string, emails: readonly string[], day: number): boolean;
  /** Those that have excluded nothing so far, as they were written. */
  unmet(): readonly string[];
}

/** Each an account (its id, its e-mail address, `vendor/id` or `vendor/tenant/id`), a UTC day, or `ACCOUNT@DAY`. */
export function readExclusions(texts: readonly string[]): Exclusions {
  const rules = texts.map((text) => ({ text, ...readExclusion(text) }));
  const met = new Set<string>();
  return {
    has(entity, emails, day) {
      const names = rules.length === 0 ? [] : [...namesOf(entity), ...emails];
      const found = rules.filter(
        (rule) =>
          (rule.day === undefined || rule.day === day) &&
          (rule.account === undefined || names.includes(rule.account)),
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

function namesOf(entity: string): string[] {
  const parsed = parseEntity(entity);
  if (parsed.kind === 'person') return [parsed.email];
  if (parsed.kind === 'source') return [parsed.address];
  if (parsed.kind === 'feed') return [];
  const { vendor, tenant, uid } = parsed;
  return [uid, `${vendor}/${uid}`, `${vendor}/${tenant}/${uid}`];
}
