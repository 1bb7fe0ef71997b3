import { stringify } from 'csv-stringify/sync';
import type { LedgerRow } from '../../shared/report/ledger-rows.ts';

/** The ledger, a row for each operation; what the vendor does not state is empty, never 0. */
export function ledgerCsv(rows: readonly LedgerRow[]): string {
  return csv(
    [
      'finding',
      'vendor',
      'time',
      'operation',
      'by',
      'carries_data',
      'records',
      'bytes',
      'datasets',
      'address',
      'client',
      'application',
      'credential',
      'session',
      'session_name',
      'new_context',
      'event_ids',
      'sha256',
    ],
    rows.map((row) => [
      row.findingId,
      row.vendor,
      new Date(row.time).toISOString(),
      row.operation,
      row.by,
      row.carries ? 'yes' : 'no',
      row.records,
      row.bytes,
      row.datasets.join('; '),
      row.address,
      row.client,
      row.app,
      row.credential,
      row.session,
      row.sessionName,
      row.isNew ? 'yes' : 'no',
      row.eventIds.join(' '),
      row.hashes.join(' '),
    ]),
  );
}

/**
 * Spreadsheets run what begins like a formula, and part of every row was written by the person being watched:
 * such cells get an apostrophe in front, as OWASP advises, and every text is quoted.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csv(
  columns: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  return stringify([columns, ...rows] as (string | number | null)[][], {
    escape_formulas: true,
    quoted_string: true,
    record_delimiter: 'windows',
  });
}
