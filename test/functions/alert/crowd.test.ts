import { describe, expect, test } from 'vitest';
import { alertOf } from '../../../functions/alert/alert.ts';
import type { AlertOptions } from '../../../functions/alert/ports.ts';
import { matterOfCrowd } from '../../../shared/feeds/crowd.ts';
import { feedFinding } from '../../../shared/feeds/finding.ts';
import type { Finding } from '../../../shared/finding.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { DAY_MS, HOUR_MS } from '../../../shared/time.ts';
import { DAY, FINDING, findingOf } from '../../fixtures/findings.ts';
import { createWorld } from './world.ts';

const [volume] = FINDING.signals;
if (volume === undefined) throw new Error('the fixture has a signal');
const FEED = { vendor: FINDING.vendor, tenant: FINDING.tenant };

const member = (id: string, score: number, parts: Partial<Finding> = {}) =>
  findingOf({
    id,
    entity: `actor/${FEED.vendor}/${FEED.tenant}/${id}`,
    score,
    signals: [{ ...volume, score }],
    ...parts,
  });
const parts = Array.from({ length: 12 }, (_, n) =>
  member(`OF-PART-${n}`, 3.4, { severity: 'informational' }),
);

function crowdOf(feed = FEED, day = DAY): Finding {
  const matter = matterOfCrowd({ feed, day, members: parts }, 0.1, DEFAULT_SETTINGS);
  if (matter === undefined) throw new Error('twelve are many');
  return feedFinding(new Uint8Array(32), feed, matter);
}
const crowd = crowdOf();
/** Pages only where little else is found. */
const EARLY = member('OF-EARLY', 4.9, { severity: 'medium' });

type World = ReturnType<typeof createWorld>;

async function pagesOf(
  finding: Finding,
  found: readonly Finding[] = [crowd],
  change?: (world: World) => Promise<unknown>,
  options: AlertOptions = {},
) {
  const world = createWorld();
  world.clock.nowMs = DAY * DAY_MS + 12 * HOUR_MS;
  for (const one of found) await world.findings.upsert(one, 1, 0);
  await change?.(world);
  await world.findings.upsert(finding, 9, 0);
  await alertOf(finding.id, world.start(), options);
  const stored = await world.findings.get(finding.id);
  return { pages: world.publisher.pages.length, suppressedBy: stored?.suppressedBy };
}
const PAGED = { pages: 1, suppressedBy: undefined };

describe('what pages only where little is found', () => {
  test('is told with the many of its log and day, and says which finding tells it', async () => {
    expect(await pagesOf(EARLY)).toEqual({ pages: 0, suppressedBy: crowd.id });
    expect(await pagesOf(EARLY, [])).toEqual(PAGED);
    expect(await pagesOf(EARLY, [crowdOf(FEED, DAY - 1)])).toEqual(PAGED);
    expect(await pagesOf(EARLY, [crowdOf({ ...FEED, tenant: 'other' })])).toEqual(PAGED);
    expect(await pagesOf(EARLY, [{ ...crowd, state: 'withdrawn' }])).toEqual(PAGED);
  });

  test('is paged where it would be paged anywhere', async () => {
    expect(await pagesOf({ ...EARLY, score: 6.1 })).toEqual(PAGED);
  });

  test('is paged where people call that an attack, or keep it from on-call', async () => {
    const attacked = await pagesOf(EARLY, [crowd], async ({ findings }) => {
      const stored = await findings.get(crowd.id);
      if (stored === undefined) throw new Error('no crowd');
      const { score, severity } = stored.finding;
      const closed = { verdict: 'malicious', rev: 1, score, severity } as const;
      await findings.record(stored, { ...stored.triage, status: 'closed', closed });
    });
    expect(attacked).toEqual(PAGED);
    const scope = { vendor: FEED.vendor, detector: 'crowd' };
    const quarter = { id: 'q', author: 'mara', reason: 'the quarter ends', expires: '2026-12-31', scope };
    expect(await pagesOf(EARLY, [crowd], undefined, { suppressions: [quarter] })).toEqual(PAGED);
  });

  test('goes on by itself where on-call has been told of it before', async () => {
    const { records } = EARLY.exposure;
    const more = { ...records, known: 100 * records.known, lower: 100 * records.lower };
    const raised = { ...EARLY, exposure: { ...EARLY.exposure, records: more } };
    const isTold = async (world: World) => {
      await world.findings.upsert(EARLY, 1, 0);
      await alertOf(EARLY.id, world.start());
      await world.findings.upsert(crowd, 1, 0);
      world.clock.nowMs += 6 * HOUR_MS;
    };
    expect(await pagesOf(raised, [], isTold)).toEqual({ pages: 2, suppressedBy: undefined });
    expect(await pagesOf(raised)).toEqual({ pages: 0, suppressedBy: crowd.id });
  });
});
