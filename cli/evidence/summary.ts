import type { Finding } from '../../shared/finding.ts';
import { untrusted } from '../../shared/page/untrusted.ts';
import { grouped, plural } from '../../shared/words.ts';
import type { Found } from './find.ts';
import type { Wanted } from './wanted.ts';

/** Why records can be missing, as far as the archive itself shows it. */
export function reasonFor({
  all,
  from,
  until,
}: {
  readonly all: readonly string[];
  readonly from: string;
  readonly until: string;
}): string {
  const [first] = all;
  const last = all.at(-1);
  if (first === undefined || last === undefined)
    return 'the archive holds nothing of this vendor: it is written every five minutes, or cannot be (see the alarm ArchiveBehindAlarm)';
  if (until < first)
    return `the archive begins on ${first}: what is older has reached the end of its retention, or came before the archive was on`;
  if (from > last)
    return `the archive ends on ${last}: it is written every five minutes, or cannot be (see the alarm ArchiveBehindAlarm)`;
  if (from < first)
    return `the archive begins on ${first}, in the middle of what was asked for: the rest has reached the end of its retention`;
  return `not among what arrived from ${from} to ${until}: look further with --days, and remember that records which were set aside lie in quarantine`;
}

export function summary(
  { id }: Finding,
  wanted: readonly Wanted[],
  counts: Readonly<Record<Found['match'], number>>,
  missing: readonly Wanted[],
  why: string,
): string[] {
  const found = counts.hash + counts.id;
  return [
    `${grouped(found)} of ${plural(wanted.length, 'event')} of ${id} ${found === 1 ? 'is' : 'are'} in the archive: ${grouped(counts.hash)} with the same SHA-256, ${grouped(counts.id)} by the vendor's id, because the ledger has no hash of what moves no data.`,
    ...(counts.differs > 0
      ? [
          `${plural(counts.differs, 'event')} with the same id and another SHA-256: the record was changed, or came in another form.`,
        ]
      : []),
    ...(missing.length > 0
      ? [
          `Not found: ${plural(missing.length, 'event')}; ${why}.`,
          ...missing
            .slice(0, 5)
            .map(
              (one) =>
                `  ${shown(one).time}  ${untrusted(one.operation, 60)}  ${untrusted(one.eventId || one.sha256, 80)}`,
            ),
          ...(missing.length > 5 ? [`  and ${grouped(missing.length - 5)} more: --json names them`] : []),
        ]
      : []),
  ];
}

export function shown({ time, operation, eventId, sha256 }: Wanted) {
  return { time: new Date(time).toISOString(), operation, eventId, sha256 };
}
