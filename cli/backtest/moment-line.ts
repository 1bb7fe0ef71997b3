import type { Exposure } from '../../shared/exposure.ts';
import type { Finding } from '../../shared/finding.ts';
import { isMostlyBytes } from '../../shared/page/taken.ts';
import { minuteText } from '../../shared/page/view.ts';
import { countOf, nounsOf } from '../../shared/vendors/nouns.ts';
import { grouped, plural, sizeText } from '../../shared/words.ts';
import type { PageMoment } from '../history/moments.ts';

/** `2026-03-02 14:23 UTC, after 7 of 41 events of the day; 12,000 of 480,000 records had left`. */
export function momentLine(finding: Pick<Finding, 'exposure' | 'vendor'>, moment: PageMoment): string {
  const { time, events, ofEvents, exposure } = moment;
  const after = `${minuteText(time)} UTC, after ${grouped(events)} of ${plural(ofEvents, 'event')} of the day`;
  const left = leftTexts(exposure, finding);
  return left.length === 0 ? after : `${after}; ${left.join(' and ')} had left`;
}

/** Of all that is known to have left the part that had by then. */
function leftTexts(
  then: Exposure,
  { exposure: all, vendor }: Pick<Finding, 'exposure' | 'vendor'>,
): string[] {
  const { records, bytes, unsizedExports = 0 } = all;
  const isInBytes = isMostlyBytes(all) || (records.known === 0 && bytes.known > 0);
  return [
    ...(isInBytes ? [`${sizeText(then.bytes.known)} of ${sizeText(bytes.known)}`] : []),
    ...(!isInBytes && records.known > 0
      ? [`${grouped(then.records.known)} of ${countOf(records.known, nounsOf(vendor))}`]
      : []),
    ...(unsizedExports > 0
      ? [`${grouped(then.unsizedExports ?? 0)} of ${plural(unsizedExports, 'export')} of unknown size`]
      : []),
  ];
}
