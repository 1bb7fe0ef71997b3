import { describe, expect, test } from 'vitest';
import { assessArrivals } from '../../../functions/detect/assess-arrivals.ts';
import { memoryFindingStore } from '../../../functions/ports/memory/findings.ts';
import { memoryStateStore } from '../../../functions/ports/memory/state.ts';
import { memoryVerdictStore } from '../../../functions/ports/memory/verdicts.ts';
import { itemKey, openKey } from '../../../functions/ports/state.ts';
import { decodeOpen } from '../../../shared/profile/codec.ts';
import { dayOf } from '../../../shared/time.ts';
import type { DayVerdict } from '../../../shared/verdict.ts';
import { at } from '../../fixtures/readings.ts';
import { alert, arrivals, event } from './events.ts';
import { emptyWorld } from './tables.ts';

const exportOn = (day: number, records: number) =>
  event({ id: `export ${day} ${records}`, time: at(day), volume: { records } });
const DAY = 20;

/** The mark of a day of an account that took so much on it, by the time of the next day's event, or the one after. */
async function markAfter(
  records: number,
  verdict: DayVerdict['verdict'] | undefined,
  later: { readonly isTakenBack?: boolean } = {},
) {
  const world = emptyWorld();
  const verdicts = memoryVerdictStore();
  const ports = {
    state: memoryStateStore(world.state),
    findings: memoryFindingStore(world.findings),
    verdicts,
  };
  const before = Array.from({ length: DAY }, (_, day) => exportOn(day, 100));
  const { findings } = await assessArrivals(arrivals([...before, exportOn(DAY, records)]), ports, alert);
  const finding = findings.find(({ day }) => day === dayOf(at(DAY)));
  if (finding === undefined) throw new Error('the day has no finding');
  const { entity, id, day, severity } = finding;
  if (verdict !== undefined)
    await verdicts.assign(entity, id, { entity, verdict, fromDay: day, toDay: day }, 1);
  await assessArrivals(arrivals([exportOn(DAY + 1, 100)]), ports, alert);
  if (later.isTakenBack) {
    await verdicts.assign(entity, id, undefined, 2);
    await assessArrivals(arrivals([exportOn(DAY + 2, 100)]), ports, alert);
  }
  const open = world.state.get(itemKey(openKey(entity)));
  return { severity, mark: open && decodeOpen(open.bytes).marks.get(day) };
}

describe('what people decided about a day', () => {
  test('keeps a malicious one from the baseline, also where it was for review only', async () => {
    const { severity, mark } = await markAfter(3_000, 'malicious');
    expect(severity).toBe('informational');
    expect(mark).toMatchObject({ flagged: true, excluded: true });
    expect((await markAfter(3_000, undefined)).mark).toMatchObject({ flagged: false });
  });

  test('lets the baseline learn from a benign one that was over the page line', async () => {
    expect((await markAfter(9_000_000, undefined)).mark).toMatchObject({ flagged: true });
    expect((await markAfter(9_000_000, 'benign')).mark).toMatchObject({ flagged: false });
  });

  test.each([
    [3_000, 'malicious'],
    [9_000_000, 'benign'],
  ] as const)(
    'changes nothing any more once it was taken back: %i records, found %s',
    async (records, verdict) => {
      const { mark } = await markAfter(records, verdict, { isTakenBack: true });
      expect(mark).toEqual((await markAfter(records, undefined)).mark);
    },
  );
});
