import { untrusted } from '../../shared/page/untrusted.ts';
import { minuteText, quietText, worthNote } from '../../shared/page/view.ts';
import type { Clock, Deadline } from '../../shared/report/clock.ts';
import type { LedgerRow, Pivot, PivotRow } from '../../shared/report/ledger-rows.ts';
import type { Handling, Part, Report } from '../../shared/report/report.ts';
import type { VendorRequest } from '../../shared/report/requests.ts';
import { dateText } from '../../shared/time.ts';
import { doneBy } from '../../shared/triage.ts';
import { grouped, plural, sizeText } from '../../shared/words.ts';
import { silentText, standingText } from '../render/standing.ts';

/** What every format of the report says alike. */

type Provenance = Pick<Report['provenance'], 'madeAt'>;

/** What the ledger is shown by. */
export const PIVOT_NAMES: Readonly<Record<Pivot['by'], string>> = {
  address: 'address',
  client: 'client',
  app: 'application',
  credential: 'credential',
  session: 'session',
  sessionName: 'name of the session, chosen by the caller',
};

/** By what it was done: client, application and credential, as far as the event names them. */
export function throughText({ client, app, credential }: LedgerRow): string {
  return [client, app, credential === '' ? '' : `credential ${credential}`]
    .filter((text) => text !== '')
    .join(', ');
}

/** What carries no data has no size, which is not unknown. */
export function rowSize({ carries, records, bytes }: LedgerRow): string {
  if (records !== null) return grouped(records);
  if (bytes !== null) return sizeText(bytes);
  return carries ? 'unknown' : '-';
}

export function pivotSize({ records, bytes, unsized }: PivotRow): string {
  const parts = [
    ...(records > 0 ? [grouped(records)] : []),
    ...(bytes > 0 ? [sizeText(bytes)] : []),
    ...(unsized > 0 ? [`${grouped(unsized)} unknown`] : []),
  ];
  return parts.join(' + ') || '-';
}

export function clockLines({ firstAlert, starts, deadlines }: Clock): string[] {
  const alert =
    firstAlert === null
      ? 'No alert of these findings is on record.'
      : `First alert: ${minuteText(firstAlert)} UTC. An alert is a suspicion and starts no deadline.`;
  const said = starts.map(({ kind, by, at }) =>
    kind === 'aware'
      ? `${by} recorded that the company is aware since ${minuteText(at)} UTC.`
      : `${by} gave notice at ${minuteText(at)} UTC.`,
  );
  return [
    alert,
    ...said,
    deadlines.length === 0
      ? 'No deadline runs in this report, because nobody has recorded that the company is aware: --aware "NAME" --aware-at TIME does, or --notice "VENDOR" --notice-at TIME for a notice of the vendor.'
      : 'Deadlines run from the first of these, by the calendar. Whether a duty applies at all is for counsel to say.',
  ];
}

/** When the vendor's log forgets the first event; of a report that is written later, that it may have. */
export function goneText({ goneOn }: VendorRequest, { madeAt }: Provenance): string {
  if (goneOn === null) return '';
  const day = dateText(goneOn);
  return goneOn > madeAt
    ? ` The first of these events can be gone on ${day}.`
    : ` The first of these events may be gone since ${day}: ask all the same.`;
}

/** `2026-07-03 15:10 UTC`, and that it is over where it was when the report was written. */
export function dueText({ due }: Deadline, { madeAt }: Provenance): string {
  return `${minuteText(due)} UTC${due < madeAt ? ' (past)' : ''}`;
}

/** Status, who has it and verdict, and who did and said what, and when. */
export function handlingLines({ status, triage, paged, suppressedBy }: Handling): string[] {
  const { forgotten } = triage;
  return [
    `Status: ${standingText({ status, triage })}.`,
    ...(paged === null ? [] : [`Paged at ${minuteText(paged.at)} UTC as ${paged.severity.toUpperCase()}.`]),
    ...(suppressedBy === '' ? [] : [`Kept from on-call, ${silentText(suppressedBy)}.`]),
    ...(forgotten === 0 ? [] : [`${plural(forgotten, 'earlier change')} of people made room for these:`]),
    ...doneBy(triage).map(
      ({ by, atMs, what }) => `${minuteText(atMs)} UTC, ${untrusted(by, 80)}: ${untrusted(what, 1002)}`,
    ),
  ];
}

/** What belongs to the reasons: why it pages although elsewhere it would not, and what a record’s worth is. */
export function whyNote({ finding, waterfall }: Pick<Part, 'finding' | 'waterfall'>): string | undefined {
  const quiet = quietText(finding);
  const notes = [quiet && `Pages ${quiet}.`, worthNote(waterfall)].filter((note) => note !== undefined);
  return notes.length === 0 ? undefined : notes.join(' ');
}
