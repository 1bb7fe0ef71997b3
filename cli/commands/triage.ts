import { randomUUID } from 'node:crypto';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { dynamoFindingStore } from '../../functions/ports/aws/findings.ts';
import type { Answer } from '../../functions/triage/triage.ts';
import { parseEntity } from '../../shared/entity.ts';
import { type Finding, shortId } from '../../shared/finding.ts';
import { untrusted } from '../../shared/page/untrusted.ts';
import { LAG_DAYS } from '../../shared/profile/base.ts';
import { parseDay } from '../../shared/settings/day.ts';
import { DAY_MS, dayText } from '../../shared/time.ts';
import {
  type Action,
  act,
  isTakenBack,
  phaseOf,
  type Triage,
  UNTOUCHED,
  VERDICTS,
  type Verdict,
} from '../../shared/triage.ts';
import { either, plural } from '../../shared/words.ts';
import { UserError } from '../errors.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { loadFindings, savedFile } from '../saved.ts';
import { loadTriage, saveTriage } from '../saved-triage.ts';
import { notFound, prefixOf } from '../source.ts';
import { type LiveTarget, resolveTarget, type TargetOptions } from '../target.ts';
import { whoActs } from '../who.ts';

export interface TriageOptions extends TargetOptions {
  readonly as?: string;
}

export interface CloseOptions extends TriageOptions {
  readonly verdict: string;
  readonly normalFrom?: string;
  readonly note?: string;
}

export interface ReopenOptions extends TriageOptions {
  readonly note?: string;
}

export async function assign(id: string, name: string | undefined, options: TriageOptions): Promise<void> {
  await carryOut(id, options, (by) => ({ kind: 'assign', assignee: name ?? by }));
}

export async function note(id: string, words: readonly string[], options: TriageOptions): Promise<void> {
  await carryOut(id, options, () => ({ kind: 'note', text: words.join(' ') }));
}

export async function close(id: string, options: CloseOptions): Promise<void> {
  const { verdict, normalFrom } = options;
  const known = VERDICTS.find((one): one is Verdict => typed(one) === verdict.replace(' ', '-'));
  if (known === undefined)
    throw new UserError(`There is no verdict "${verdict}": give --verdict ${either(VERDICTS.map(typed))}.`);
  const normal = normalFrom === undefined ? {} : { normalFromDay: dayGiven(normalFrom) };
  await carryOut(id, options, () => ({ kind: 'close', verdict: known, ...normal, ...noteOf(options) }));
}

export async function reopen(id: string, options: ReopenOptions): Promise<void> {
  await carryOut(id, options, () => ({ kind: 'reopen', ...noteOf(options) }));
}

/** Writes through the one function that may, or into the saved run; says how the finding stands then. */
async function carryOut(
  typed: string,
  options: TriageOptions,
  actionOf: (by: string) => Action,
): Promise<void> {
  const target = await resolveTarget(options);
  const by = await whoActs(options.as, target);
  const action = actionOf(by);
  if (target.kind === 'saved') {
    console.log(sentence(await actOnSaved(typed, target.from, action, by)));
    return;
  }
  try {
    const finding = await findingOf(typed, target);
    // The client asks again where no answer comes: with the same id it is done once.
    const answer = await invoke(target, { id: finding.id, by, action, request: randomUUID() });
    console.log(`${sentence(answer)}${learntNote(answer, finding, target.option)}`);
  } finally {
    target.close();
  }
}

async function actOnSaved(typed: string, from: string, action: Action, by: string): Promise<Answer> {
  const findings = await loadFindings(from);
  const prefix = prefixOf(typed);
  const ids = findings.flatMap(({ id }) => (prefix !== undefined && id.startsWith(prefix) ? [id] : []));
  const id = onlyOne(typed, ids, `--from ${from}`);
  const finding = findings.find((one) => one.id === id);
  if (finding === undefined) throw new Error(`${id} was just found`);
  return oneAtATime(savedFile(from), async () => {
    const before = (await loadTriage(from)).get(id) ?? UNTOUCHED;
    const acted = act(before, action, { ...finding, rev: 0 }, { by, atMs: Date.now() });
    if (acted.kind === 'refused') return acted;
    await saveTriage(from, id, acted.triage);
    return { kind: 'done', id, status: phaseOf(acted.triage, finding), triage: acted.triage };
  });
}

async function findingOf(typed: string, { clients, outputs, option }: LiveTarget): Promise<Finding> {
  const prefix = prefixOf(typed);
  const store = dynamoFindingStore(clients.dynamodb, outputs.FindingsTable);
  const found = prefix === undefined ? [] : await store.findByPrefix(prefix, 5);
  const id = onlyOne(
    typed,
    found.map(({ finding }) => finding.id),
    option,
  );
  const one = found.find(({ finding }) => finding.id === id);
  if (one === undefined) throw new Error(`${id} was just found`);
  return one.finding;
}

/** A day that is final has been learnt as people had judged it by then, and no verdict changes that. */
export function learntNote(
  answer: Answer,
  { day, entity }: Pick<Finding, 'day' | 'entity'>,
  option: string,
): string {
  const isOfAccount = parseEntity(entity).kind === 'actor';
  if (answer.kind === 'refused' || !isOfAccount || !isTakenBack(answer.triage, (day + LAG_DAYS) * DAY_MS))
    return '';
  return ` Its account has learnt that day as harmless by now, from which less of it is new: npx outflow rebuild ${argument(entity)} ${option} builds it anew.`;
}

/** For a shell: an id that the account itself has chosen must not become a command of whoever copies the line. */
function argument(entity: string): string {
  if (/^[\w@%+=:,./-]+$/.test(entity)) return entity;
  return entity.includes("'") || untrusted(entity, MAX_SHOWN) !== entity ? 'ENTITY' : `'${entity}'`;
}

const MAX_SHOWN = 300;

function onlyOne(typed: string, ids: readonly string[], option: string): string {
  const [only, ...others] = ids;
  if (only === undefined) throw notFound(typed, option);
  if (others.length > 0)
    throw new UserError(`${typed} is not enough: ${ids.map(shortId).join(', ')} begin with it.`);
  return only;
}

async function invoke({ clients, outputs }: LiveTarget, request: object): Promise<Answer> {
  const { FunctionError, Payload } = await clients.lambda.send(
    new InvokeCommand({ FunctionName: outputs.TriageFunction, Payload: JSON.stringify(request) }),
  );
  const text = Payload === undefined ? '' : Buffer.from(Payload).toString();
  if (FunctionError !== undefined) throw new Error(`The function ${outputs.TriageFunction} failed: ${text}`);
  // Answered by functions/triage, and by nothing else.
  return JSON.parse(text) as Answer;
}

function sentence(answer: Answer): string {
  if (answer.kind === 'refused') throw new UserError(answer.reason);
  const { id, status, triage } = answer;
  const verdict = status === 'closed' && triage.closed ? ` as ${triage.closed.verdict}` : '';
  const normal = triage.closed?.normalFromDay;
  const whose = triage.assignee === '' ? '' : `, assigned to ${triage.assignee}`;
  const notes = triage.notes.length === 0 ? '' : `, ${plural(triage.notes.length, 'note')}`;
  const since = normal === undefined ? '' : `; days like it are normal from ${dayText(normal)} on`;
  return `${shortId(id)} is ${status}${verdict}${whose}${notes}${since}.${untilNow(triage)}`;
}

const ENDED_BY = [
  ['assigned to ', 'took the assignee away'],
  ['closed as ', 'reopened'],
] as const;

/** What somebody else had decided, and does not stand any more: whoever looked at an older list does not know of it. */
function untilNow({ history }: Triage): string {
  const last = history.at(-1);
  const [kind, end] = ENDED_BY.find(([begins]) => last?.what.startsWith(begins)) ?? [];
  if (last === undefined || kind === undefined || end === undefined) return '';
  const before = history.slice(0, -1).findLast(({ what }) => what.startsWith(kind) || what === end);
  if (before === undefined || before.what === end) return '';
  return before.by === last.by || before.what === last.what
    ? ''
    : ` Until now it was ${before.what}, by ${before.by}.`;
}

/** As the help has it: without a space, so that nobody has to quote it. */
function typed(verdict: Verdict): string {
  return verdict.replace(' ', '-');
}

function noteOf({ note }: { readonly note?: string }): { readonly note?: string } {
  return note === undefined ? {} : { note };
}

function dayGiven(text: string): number {
  const day = parseDay(text);
  if (Number.isNaN(day)) throw new UserError(`"${text}" is no day: give one like --normal-from 2026-06-01.`);
  return day;
}
