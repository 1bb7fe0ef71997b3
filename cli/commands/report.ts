import type { StoredFinding } from '../../functions/ports/findings.ts';
import { addExposures } from '../../shared/exposure.ts';
import { isRelated, worstFirst } from '../../shared/incident.ts';
import type { Profile } from '../../shared/profile/profile.ts';
import { type Related, relatedTo } from '../../shared/related.ts';
import { clockOf, REGIMES, type Regime, regimesOf, type Start } from '../../shared/report/clock.ts';
import { type Report, type ReportInput, reportOf } from '../../shared/report/report.ts';
import { UserError } from '../errors.ts';
import { exportOf } from '../exported.ts';
import { queryFindings, usualSpan } from '../query.ts';
import { ledgerCsv } from '../report/csv.ts';
import { reportHtml } from '../report/html.ts';
import { reportMarkdown } from '../report/markdown.ts';
import { reportText } from '../report/text.ts';
import { findingById, near, type Source, withLedger, withSource } from '../source.ts';
import type { TargetOptions } from '../target.ts';
import { looksLikeTime, timeOf } from '../times.ts';
import { version } from '../version.ts';
import { checkWritable, writeOut } from '../writable.ts';

export interface ReportOptions extends Omit<TargetOptions, 'from'> {
  /** A run, and with `--to` also the first day: told apart by their form. */
  readonly from?: readonly string[];
  readonly to?: string;
  readonly actor?: string;
  readonly only?: boolean;
  readonly format: string;
  readonly out?: string;
  readonly aware?: string;
  readonly awareAt?: string;
  readonly notice?: string;
  readonly noticeAt?: string;
  readonly regime?: readonly string[];
}

const FORMATS = ['text', 'md', 'html', 'json', 'csv'] as const;
type Format = (typeof FORMATS)[number];

/** What was taken, by whom, when, how much, and how sure that is: for a terminal, a ticket, a lawyer, a machine. */
export async function report(ids: readonly string[], options: ReportOptions): Promise<void> {
  const nowMs = Date.now();
  const format = formatOf(options);
  const starts = startsOf(options, nowMs);
  const regimes = dutiesOf(options.regime);
  const { run, firstDay } = splitFrom(options.from);
  const { from: _, ...target } = options;
  await withSource({ ...target, ...run }, async (source) => {
    const { incident, others } = await chosen(source, ids, { ...options, firstDay }, nowMs);
    const stored = await withLedger(source.reader, incident);
    const view = reportOf({
      ...contentOf(stored),
      related: others,
      profiles: await profilesOf(source, stored),
      clock: clockOf(firstAlertOf(stored), starts, regimes),
      settings: await source.settings(),
      version,
      madeAt: nowMs,
    });
    await put(written(format, view, stored), options.out);
  });
}

function formatOf({ format }: ReportOptions): Format {
  const known = FORMATS.find((one) => one === format);
  if (known === undefined)
    throw new UserError(`There is no format "${format}": choose ${FORMATS.join(', ')}.`);
  return known;
}

function splitFrom(from: readonly string[] = []) {
  const runs = from.filter((value) => !looksLikeTime(value));
  const days = from.filter(looksLikeTime);
  if (runs.length > 1 || days.length > 1)
    throw new UserError('Give --from at most one run and at most one day.');
  const [run] = runs;
  return { run: run === undefined ? {} : { from: run }, firstDay: days[0] };
}

interface Chosen {
  readonly incident: readonly StoredFinding[];
  readonly others: readonly Related[];
}

/** The findings that are named, or an actor's in a span; and unless `only`, what else belongs to the same person. */
async function chosen(
  source: Source,
  ids: readonly string[],
  { actor, firstDay, to, only }: ReportOptions & { readonly firstDay: string | undefined },
  nowMs: number,
): Promise<Chosen> {
  if (ids.length > 0 === (actor !== undefined))
    throw new UserError('Say which findings: by their ids, or with --actor, --from DAY and --to DAY.');
  const found = new Map<string, StoredFinding>();
  const add = (all: readonly StoredFinding[]) => {
    for (const stored of all) found.set(stored.finding.id, stored);
  };
  if (actor !== undefined) {
    const span = usualSpan(source, to === undefined ? undefined : timeOf(to, '--to', nowMs, true));
    const { toMs } = span;
    const fromMs = firstDay === undefined ? span.fromMs : timeOf(firstDay, '--from', nowMs);
    if (fromMs > toMs) throw new UserError(`--from ${firstDay} is after --to ${to ?? 'now'}: swap them.`);
    const query = { fromMs, toMs, least: 'informational', actor, limit: MAX_FINDINGS } as const;
    const page = await queryFindings(source.reader, query);
    // The totals of the newest hundred would be read as those of all.
    if (page.next !== undefined)
      throw new UserError(
        `${actor} has more than ${MAX_FINDINGS} findings in that time, and a report holds no more: give a shorter one with --from DAY and --to DAY.`,
      );
    add(page.found);
    if (found.size === 0)
      throw new UserError(
        `There is no finding of ${actor} in that time: npx outflow findings ${source.option} lists those there are.`,
      );
  }
  const others = new Map<string, Related>();
  for (const id of ids) {
    const stored = await findingById(source, id);
    add([stored]);
    if (only) continue;
    const all = await near(source, stored.finding);
    add(all.filter(({ finding }) => isRelated(stored.finding, finding)));
    for (const one of relatedTo(
      stored.finding,
      all.map(({ finding }) => finding),
    ))
      others.set(one.finding.id, one);
  }
  return {
    incident: [...found.values()],
    others: [...others.values()].filter(({ finding }) => !found.has(finding.id)),
  };
}

const MAX_FINDINGS = 100;

/** What the report is about, worst first. */
export function contentOf(stored: readonly StoredFinding[]): Pick<ReportInput, 'incident' | 'handling'> {
  const findings = stored.map(({ finding }) => finding).toSorted(worstFirst);
  return {
    incident: { findings, exposure: addExposures(findings.map(({ exposure }) => exposure)) },
    handling: new Map(
      stored.map(({ finding, status, triage, told, suppressedBy = '' }) => {
        const paged = told === undefined ? null : { at: told.pagedMs, severity: told.severity };
        return [finding.id, { status, triage, paged, suppressedBy }];
      }),
    ),
  };
}

async function profilesOf(source: Source, stored: readonly StoredFinding[]): Promise<Map<string, Profile>> {
  const profiles = new Map<string, Profile>();
  for (const entity of new Set(stored.map(({ finding }) => finding.entity))) {
    const profile = await source.profile(entity);
    if (profile !== undefined) profiles.set(entity, profile);
  }
  return profiles;
}

export function firstAlertOf(stored: readonly StoredFinding[]): number | null {
  const paged = stored.flatMap(({ told }) => (told === undefined ? [] : [told.pagedMs]));
  return paged.length > 0 ? Math.min(...paged) : null;
}

function startsOf({ aware, awareAt, notice, noticeAt }: ReportOptions, nowMs: number): Start[] {
  return [...startOf('aware', aware, awareAt, nowMs), ...startOf('notice', notice, noticeAt, nowMs)];
}

function startOf(
  kind: Start['kind'],
  by: string | undefined,
  at: string | undefined,
  nowMs: number,
): Start[] {
  if (by === undefined && at === undefined) return [];
  if (by === undefined || by.trim() === '' || at === undefined)
    throw new UserError(`--${kind} and --${kind}-at belong together: who says so, and since when.`);
  const time = timeOf(at, `--${kind}-at`, nowMs);
  if (time > nowMs)
    throw new UserError(`--${kind}-at ${at} is in the future: give the time at which it was so.`);
  return [{ kind, by: by.trim().slice(0, 80), at: time }];
}

function dutiesOf(given: readonly string[] = ['gdpr']): Regime[] {
  return given.flatMap((text) => {
    const regimes = regimesOf(text);
    if (regimes.length > 0) return regimes;
    const known = [...new Set(REGIMES.map(({ uid }) => uid))].join(', ');
    throw new UserError(
      `--regime ${text} is not known: choose ${known}, or give your own such as contract=24h.`,
    );
  });
}

function written(format: Format, view: Report, stored: readonly StoredFinding[]): string {
  switch (format) {
    case 'text':
      return reportText(view);
    case 'md':
      return reportMarkdown(view);
    case 'html':
      return reportHtml(view);
    case 'csv':
      return ledgerCsv(view.ledger);
    case 'json':
      return `${JSON.stringify(documents(view, stored), null, 2)}\n`;
  }
}

/** OCSF Detection Findings, each with what the report adds to it. */
function documents({ provenance, clock, headline }: Report, stored: readonly StoredFinding[]): object[] {
  return stored.map((one) => {
    const document = exportOf(one);
    return { ...document, unmapped: { ...document.unmapped, report: { headline, clock, ...provenance } } };
  });
}

async function put(text: string, out: string | undefined): Promise<void> {
  if (out === undefined) {
    process.stdout.write(text);
    return;
  }
  await checkWritable(out, '--out');
  // Readable by its owner only: what is in it are people's data.
  await writeOut(out, text, 0o600);
  console.error(`Written to ${out}.`);
}
