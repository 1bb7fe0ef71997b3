import { assess } from '../../../shared/assess.ts';
import { decodeBase, decodeOpen, encodeBase, encodeOpen } from '../../../shared/profile/codec.ts';
import { subjectOf } from '../../../shared/profile/subject.ts';
import { dayOf } from '../../../shared/time.ts';
import type { Dialect } from '../events.ts';
import { type Figure, interleaved, type Row } from '../measure.ts';
import { entityOf, OPTIONS, TODAY_MS, warmTable } from '../warm.ts';

const TIMES = 500;

export const row: Row = {
  title: 'One profile of six weeks: read, folded into what detectors see, judged, written',
  measure: async () => [...(await ofDialect('okta', 'Okta')), ...(await ofDialect('aws', 'CloudTrail'))],
};

async function ofDialect(dialect: Dialect, title: string): Promise<Figure[]> {
  const { item } = await warmTable(dialect);
  const entity = entityOf(dialect, 1);
  const open = item({ entity, part: 'open' });
  const base = open?.base === undefined ? undefined : item({ entity, part: open.base });
  if (open === undefined || base === undefined) throw new Error(`${entity} has no past`);
  const profile = { open: decodeOpen(open.bytes), base: decodeBase(base.bytes) };
  // The last day on which it worked.
  const day = dayOf(profile.open.newestTime ?? TODAY_MS);
  const subject = subjectOf(profile, day);
  const many = (work: () => unknown) => () => {
    for (let i = 0; i < TIMES; i++) work();
  };
  const times = await interleaved(() => undefined, {
    'read open and base': many(() => [decodeOpen(open.bytes), decodeBase(base.bytes)]),
    'write open and base': many(() => [encodeOpen(profile.open), encodeBase(profile.base)]),
    'fold the open days (subject)': many(() => subjectOf(profile, day)),
    'ask all detectors (assess)': many(() => assess(subject, OPTIONS.judging)),
  });
  return [
    ...Object.entries(times).map(([name, timeMs]) => ({
      name: `${title}, ${name}`,
      value: (1000 * timeMs) / TIMES,
      unit: 'us',
    })),
    { name: `${title}, open`, value: open.bytes.length, unit: 'bytes' },
    { name: `${title}, base`, value: base.bytes.length, unit: 'bytes' },
  ];
}
