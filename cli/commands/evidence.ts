import { touchesHoney } from '../../shared/detectors/honey.ts';
import type { Finding } from '../../shared/finding.ts';
import { cleanText } from '../../shared/text.ts';
import { DAY_MS } from '../../shared/time.ts';
import { archiveOf } from '../archive/archive.ts';
import { datesIn, foldersFor } from '../archive/records.ts';
import { UserError } from '../errors.ts';
import { type Found, findIn, searchFor } from '../evidence/find.ts';
import { reasonFor, shown, summary } from '../evidence/summary.ts';
import { firstDateOf, wantedOf } from '../evidence/wanted.ts';
import { fileOutput, standardOutput } from '../output.ts';
import { findingById, withLedger, withSource } from '../source.ts';
import { type TargetOptions, withLive } from '../target.ts';
import { wholeNumber } from '../whole-number.ts';
import { checkWritable } from '../writable.ts';

export interface EvidenceOptions extends Omit<TargetOptions, 'from'> {
  readonly json?: boolean;
  readonly out?: string;
  /** How many days after the finding's own to look for late records. */
  readonly days: string;
}

const MOST_DAYS = 400;

/** Reads the raw records of a finding back, each with what proves that it is the one. */
export async function showEvidence(id: string, options: EvidenceOptions): Promise<void> {
  const days = wholeNumber('--days', options.days, 'days', [0, MOST_DAYS]);
  if (options.out !== undefined) await checkWritable(options.out, '--out');
  await withLive(options, async (target) => {
    const archive = archiveOf(target);
    const finding = await findingOf(id, options);
    const wanted = wantedOf(finding);
    if (wanted.length === 0)
      throw new UserError(`No event of ${finding.id} has an id or a hash to look for: ask the vendor.`);

    // Honey turns up in the logs of others.
    const vendor = touchesHoney(finding.signals) ? undefined : finding.vendor;
    const folders = await foldersFor(archive, vendor);
    const all = await datesIn(archive, folders);
    const from = firstDateOf(wanted);
    const until = dateAfter(wanted.at(-1)?.time ?? 0, days);
    const dates = all.filter((date) => date >= from && date <= until);

    const search = searchFor(wanted);
    const output = options.out === undefined ? standardOutput() : await fileOutput(options.out);
    const counts = { hash: 0, id: 0, differs: 0 };
    const say = async (found: Found) => {
      counts[found.match]++;
      await output.line(
        options.json ? JSON.stringify(jsonOf(found)) : printed(found.record.text, options.out),
      );
    };
    for await (const found of findIn(archive, folders, dates, search)) await say(found);
    const { differing, missing } = search.rest();
    for (const found of differing) await say(found);
    const why = reasonFor({ all, from, until });
    if (options.json)
      for (const one of missing)
        await output.line(JSON.stringify({ ...shown(one), match: 'none', reason: why }));
    await output.end();
    for (const line of summary(finding, wanted, counts, missing, why)) console.error(line);
  });
}

async function findingOf(id: string, options: EvidenceOptions): Promise<Finding> {
  return withSource(options, async (source) => {
    const stored = await findingById(source, id);
    const [whole = stored] = await withLedger(source.reader, [stored]);
    return whole.finding;
  });
}

function dateAfter(time: number, days: number): string {
  return new Date(time + days * DAY_MS).toISOString().slice(0, 10);
}

function jsonOf({ wanted, match, record }: Found) {
  return { ...shown(wanted), match, object: record.key, record: record.text };
}

/** As it came, but that it must not steer the terminal of whoever reads it. */
function printed(text: string, out: string | undefined): string {
  return out === undefined && process.stdout.isTTY ? cleanText(text, text.length) : text;
}
