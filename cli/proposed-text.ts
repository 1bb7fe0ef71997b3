import { Document, isMap, isScalar, isSeq } from 'yaml';
import { LISTED } from '../shared/settings/contract.ts';
import type { Proposal } from '../shared/settings/propose.ts';
import { dayText } from '../shared/time.ts';
import { grouped, plural } from '../shared/words.ts';

/** At most such a share of the days: an hour that a machine works at now and then may be an intruder's. */
const SELDOM = 0.2;

/** A settings file with these contracts, and beside each value on how many days it was seen. */
export function proposedText(proposals: readonly Proposal[]): string {
  const document = new Document({ contracts: proposals.map(({ contract }) => contract) });
  for (const [index, { days, seenDays, hourDays, leftOut, busiest }] of proposals.entries()) {
    const of = (seen: number) => `on ${seen} of ${plural(days, 'day')}`;
    const listAt = (name: string) => document.getIn(['contracts', index, name]);
    for (const name of LISTED) {
      const list = listAt(name);
      for (const item of isSeq(list) ? list.items : [])
        if (isScalar(item)) item.comment = ` ${of(seenDays[name].get(String(item.value)) ?? 0)}`;
    }
    const contract = document.getIn(['contracts', index]);
    if (isMap(contract) && leftOut.size > 0)
      contract.comment = [...leftOut]
        .map(
          ([name, { values, late }]) =>
            ` No limit of ${name}: ${grouped(values)} were seen${late > 0 ? `, ${grouped(late)} of them first in the last third of the days` : ''}`,
        )
        .join('\n');
    const records = document.getIn(['contracts', index, 'dailyRecords'], true);
    if (isScalar(records) && busiest !== undefined)
      records.comment = ` twice the ${grouped(busiest.records)} of ${dayText(busiest.day)}; of the next busiest day ${grouped(busiest.next)}`;
    const hours = listAt('hoursUtc');
    const seldom = [...hourDays].filter(([, seen]) => seen <= days * SELDOM).sort(([a], [b]) => a - b);
    if (isSeq(hours) && seldom.length > 0)
      hours.commentBefore = seldom.map(([hour, seen]) => ` ${hour}:00 ${of(seen)} only`).join('\n');
  }
  return document.toString({ lineWidth: 100 });
}
