import { createInterface } from 'node:readline/promises';
import { dynamoFindingStore } from '../../functions/ports/aws/findings.ts';
import { dynamoSettingsStore } from '../../functions/ports/aws/settings.ts';
import type { FindingReader, Span } from '../../functions/ports/findings.ts';
import { standingSettings } from '../../functions/ports/settings.ts';
import type { Finding } from '../../shared/finding.ts';
import { parseDay } from '../../shared/settings/day.ts';
import { changesBetween, type SettingChange, stampOf, widened } from '../../shared/settings/diff.ts';
import {
  documentOf,
  type Setting,
  type SettingsDocument,
  settingsOf,
} from '../../shared/settings/document.ts';
import {
  hiddenBy,
  type Kept,
  leftUntold,
  type Recorded,
  standingBefore,
} from '../../shared/settings/hidden.ts';
import { asksWhatLeft, type Suppression } from '../../shared/settings/suppression.ts';
import { changed, type Settings } from '../../shared/settings.ts';
import { DAY_MS, dayOf } from '../../shared/time.ts';
import { plural } from '../../shared/words.ts';
import { UserError } from '../errors.ts';
import { allFindings } from '../filters.ts';
import { loadCalibration } from '../load-calibration.ts';
import { findingTable } from '../render/finding-table.ts';
import { loadFindings } from '../saved.ts';
import { readSettings, rebase, settingsText } from '../settings-file.ts';
import { type LiveTarget, type TargetOptions, withLive } from '../target.ts';

export type LiveOptions = Omit<TargetOptions, 'from'>;

/** Days of findings that a new suppression is held against before it is saved. */
const LOOK_BACK_DAYS = 30;

export async function exportSettings(options: LiveOptions): Promise<void> {
  await withLive(options, async (target) => {
    const settings = await standingIn(target);
    process.stdout.write(settingsText({ ...documentOf(settings), basedOn: stampOf(settings) }));
  });
}

export async function diffSettings(file: string, options: LiveOptions): Promise<void> {
  const wanted = await readSettings(file);
  await withLive(options, async (target) => {
    const standing = await standingIn(target);
    const changes = changesBetween(standing, settingsOf(wanted));
    print(changeLines(changes));
    if (changes.length > 0 && isStale(wanted, standing)) print(['', staleLine(file)]);
    print(await effectLines(changes, wanted, target));
  });
}

export interface ApplyOptions extends LiveOptions {
  readonly yes?: boolean;
}

export async function applySettings(file: string, options: ApplyOptions): Promise<void> {
  const wanted = await readSettings(file);
  await withLive(options, async (target) => {
    const standing = await standingIn(target);
    const changes = changesBetween(standing, settingsOf(wanted));
    print(changeLines(changes));
    if (changes.length === 0) return rebaseOn(wanted, file);
    print(await effectLines(changes, wanted, target));
    if (isStale(wanted, standing)) {
      if (options.yes)
        throw new UserError(
          `${staleLine(file)} Nothing was changed. Export again and make your change there, or take basedOn out of ${file}: then what it says stands, and nothing else.`,
        );
      print(['', staleLine(file)]);
    }
    if (!options.yes && !(await isSure(target.title))) {
      console.log('Nothing was changed.');
      return;
    }
    const store = dynamoSettingsStore(target.clients.dynamodb, target.outputs.SettingsTable);
    const made: SettingChange[] = [];
    try {
      for (const change of changes) {
        if (!(await store.change(change)))
          throw new UserError(
            `Somebody else has changed ${change.kind} ${change.id} meanwhile: look at npx outflow settings diff ${file} ${target.option}, and apply again.`,
          );
        made.push(change);
      }
    } catch (error) {
      // A part of it stands, and whoever runs it again must not take that for somebody else's.
      if (made.length > 0) await rebaseOn(wanted, file, withChanges(standing, made));
      throw error;
    }
    console.log(`${plural(changes.length, 'change')} made to ${target.title}.`);
    await rebaseOn(wanted, file);
  });
}

/** Whoever exported a file knows nothing of what was set since, or elsewhere, and the file would take it away. */
function isStale({ basedOn }: SettingsDocument, standing: readonly Setting[]): boolean {
  return basedOn !== undefined && basedOn !== stampOf(standing);
}

function staleLine(file: string): string {
  return `What stands is not what ${file} was exported from: settings were applied since, or it is of another stack, and what is marked - or ~ above may be somebody else's.`;
}

function withChanges(standing: readonly Setting[], changes: readonly SettingChange[]): Setting[] {
  const isLeft = ({ kind, id }: Setting) => !changes.some((one) => one.kind === kind && one.id === id);
  const come = changes.flatMap(({ kind, id, after }) =>
    after === undefined ? [] : { kind, id, value: after },
  );
  return [...standing.filter(isLeft), ...come];
}

async function rebaseOn(
  wanted: SettingsDocument,
  file: string,
  stands: readonly Setting[] = settingsOf(wanted),
): Promise<void> {
  const stamp = stampOf(stands);
  if (wanted.basedOn !== undefined && wanted.basedOn !== stamp) await rebase(file, wanted.basedOn, stamp);
}

export interface CheckOptions {
  readonly from?: string;
}

/** Without AWS: whether a file is sound, and what its suppressions would have hidden in a saved run. */
export async function checkSettingsFile(file: string, { from }: CheckOptions): Promise<void> {
  const document = await readSettings(file);
  const count = settingsOf(document).length;
  console.log(`${file} is sound: ${plural(count, 'setting')}.`);
  if (from === undefined) return;
  const findings = await loadFindings(from);
  const newest = findings.reduce((latest, { day }) => Math.max(latest, day), 0);
  const asOf = { settings: await linesUnder(document), today: newest };
  const { suppressions } = document;
  print(linesOfHidden(suppressions, suppressions, findings.map(recorded), asOf, `the run ${from}`));
}

function standingIn({ clients, outputs }: LiveTarget): Promise<Setting[]> {
  return standingSettings(dynamoSettingsStore(clients.dynamodb, outputs.SettingsTable));
}

function changeLines(changes: readonly SettingChange[]): string[] {
  if (changes.length === 0) return ['Nothing differs from what stands.'];
  return changes.flatMap(({ kind, id, before, after }) => [
    `${before === undefined ? '+' : after === undefined ? '-' : '~'} ${kind} ${id}`,
    ...(before === undefined ? [] : [`    was ${JSON.stringify(before)}`]),
    ...(after === undefined ? [] : [`    is  ${JSON.stringify(after)}`]),
  ]);
}

/** What pages once the document stands: as the stack is deployed, and what the document says on top. */
async function linesUnder({ thresholds }: SettingsDocument): Promise<Settings> {
  return changed((await loadCalibration(undefined)).settings, thresholds);
}

/** What on-call would not have been told under the suppressions that are wanted, and is not told after others are gone. */
async function effectLines(
  changes: readonly SettingChange[],
  wanted: SettingsDocument,
  target: LiveTarget,
): Promise<string[]> {
  const wider = widened(changes);
  const isAnyGone = changes.some(({ kind, before }) => kind === 'suppressions' && before !== undefined);
  if (wider.length === 0 && !isAnyGone) return [];
  const store = dynamoFindingStore(target.clients.dynamodb, target.outputs.FindingsTable);
  const nowMs = Date.now();
  const span = { fromMs: nowMs - LOOK_BACK_DAYS * DAY_MS, toMs: nowMs };
  const asking = [...wanted.suppressions, ...standingBefore(changes, wanted.suppressions)];
  const all = await recordedPages(store, span, asking);
  const asOf = { settings: await linesUnder(wanted), today: dayOf(nowMs) };
  return [
    ...linesOfHidden(wider, wanted.suppressions, all, asOf, `the last ${LOOK_BACK_DAYS} days`),
    ...linesOfUntold(leftUntold(changes, all, wanted.suppressions, asOf)),
  ];
}

function linesOfUntold(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  return [
    '',
    `What is taken away or narrowed kept ${plural(findings.length, 'page')} of the last ${LOOK_BACK_DAYS} days from on-call. Nobody is told of what is past: look at each.`,
    ...findingTable(findings).map((line) => `  ${line}`),
  ];
}

/** All of them, with what these ask about: of what is recorded without a page there may be thousands beside each. */
export async function recordedPages(
  reader: FindingReader,
  span: Span,
  suppressions: readonly Suppression[],
): Promise<Kept[]> {
  const needsLedger = suppressions.some(({ scope }) => asksWhatLeft(scope));
  const all: Kept[] = [];
  for await (const { finding, suppressedBy, status } of allFindings(
    { reader },
    { ...span, least: 'medium' },
  )) {
    const ledger = needsLedger ? await reader.ledgerOf(finding.id) : undefined;
    all.push({ finding, ledger, suppressedBy, isClosed: status === 'closed' });
  }
  return all;
}

function recorded(finding: Finding): Recorded {
  return { finding, ledger: finding.ledger };
}

/** `standing`: all that stand with them. */
function linesOfHidden(
  suppressions: readonly Suppression[],
  standing: readonly Suppression[],
  all: readonly Recorded[],
  asOf: { readonly settings: Settings; readonly today: number },
  where: string,
): string[] {
  return suppressions.flatMap((suppression) => {
    const { id, expires } = suppression;
    if (parseDay(expires) < asOf.today)
      return ['', `The suppression ${id} hides nothing: it expired on ${expires}.`];
    const beside = standing.filter((one) => one.id !== id);
    const hidden = hiddenBy(suppression, all, asOf, beside);
    const what = `The suppression ${id} would have kept ${plural(hidden.length, 'page')} of ${where} from on-call${hidden.length === 0 ? '.' : ':'}`;
    return ['', what, ...(hidden.length === 0 ? [] : findingTable(hidden).map((line) => `  ${line}`))];
  });
}

async function isSure(title: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new UserError('Nobody is there to ask: look at the changes above, then say --yes.');
  const ask = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await ask.question(`\nMake these changes to ${title}? [y/N] `)).trim());
  } finally {
    ask.close();
  }
}

function print(lines: readonly string[]): void {
  for (const line of lines) console.log(line);
}
