import { problemOfCases } from './case-check.ts';
import { OWN_UID, type OwnDetector } from './detector.ts';

const MAX_TITLE = 120;
const MAX_STEPS = 12;
const MAX_STEP = 300;
const STAGES: readonly unknown[] = ['staging', 'live', 'off'];
const FAMILIES: readonly unknown[] = [undefined, 'amount', 'breadth', 'context'];

/** What keeps the default export of a file from being a detector; undefined where nothing does. */
export function problemOfDetector(value: unknown, taken: ReadonlySet<string>): string | undefined {
  if (!isRecord(value)) return 'its default export is no detector: export default defineDetector({ … })';
  const { uid, title, technique, runbook, stage, family, assess, quieted, cases } = value as Partial<
    Record<keyof OwnDetector, unknown>
  >;
  if (typeof uid !== 'string' || !OWN_UID.test(uid))
    return 'uid: expected own- and then 2 to 36 lower-case letters, digits and hyphens';
  if (taken.has(uid)) return `uid: ${uid} is taken by another detector`;
  if (typeof title !== 'string' || title === '' || title.length > MAX_TITLE)
    return `title: expected a sentence of at most ${MAX_TITLE} characters`;
  if (!isTechnique(technique))
    return 'technique: expected { uid, name, tactic: { uid, name } } of MITRE ATT&CK, such as TECHNIQUES.repositories';
  if (!isTexts(runbook))
    return `runbook: expected what to check, in order, as a list of at most ${MAX_STEPS} sentences of ${MAX_STEP} characters`;
  if (!STAGES.includes(stage)) return 'stage: expected staging, live or off';
  if (!FAMILIES.includes(family)) return 'family: expected amount, breadth or context, or none';
  if (typeof assess !== 'function') return 'assess: expected a function of the subject';
  if (typeof quieted !== 'function') return 'quieted: expected a function of the subject';
  return problemOfCases(cases);
}

function isTechnique(value: unknown): boolean {
  return isNamed(value) && isNamed(value['tactic']);
}

function isNamed(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && typeof value['uid'] === 'string' && typeof value['name'] === 'string';
}

function isTexts(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= MAX_STEPS &&
    value.every((one) => typeof one === 'string' && one.length <= MAX_STEP)
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
