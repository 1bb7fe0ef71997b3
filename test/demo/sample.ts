import { contentOf, firstAlertOf } from '../../cli/commands/report.ts';
import { readProfile } from '../../cli/profiles.ts';
import { near, type Source, withLedger } from '../../cli/source.ts';
import { version } from '../../cli/version.ts';
import type { StoredFinding } from '../../functions/ports/findings.ts';
import { isRelated } from '../../shared/incident.ts';
import { decide } from '../../shared/page/paging.ts';
import { tell } from '../../shared/page/thread.ts';
import type { Profile } from '../../shared/profile/profile.ts';
import { relatedTo } from '../../shared/related.ts';
import { clockOf, REGIMES } from '../../shared/report/clock.ts';
import { type Report, reportOf } from '../../shared/report/report.ts';
import { EMPTY_DOCUMENT } from '../../shared/settings/document.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/time.ts';
import { company, DAY, deliver, storesWithHistory, toRecords } from './day.ts';

let made: Promise<Report> | undefined;

/** The report of the demo's breach, as the detector itself finds it on the same day in every run. */
export function sampleReport(): Promise<Report> {
  made ??= makeReport();
  return made;
}

async function makeReport(): Promise<Report> {
  const stores = await storesWithHistory();
  await deliver(toRecords(company.day()), stores, [100]);
  const source: Source = {
    option: '--from demo',
    reader: stores.findings,
    profile: (entity) => readProfile(stores.state, entity),
    settings: async () => EMPTY_DOCUMENT,
    entities: undefined,
    isLive: false,
    close: () => {},
  };
  const { worst, all } = await dayOf(source);
  const breach = all.filter(({ finding }) => finding.id === worst.id || isRelated(worst, finding));
  const stored = await withLedger(source.reader, breach.map(paged));
  const madeAt = Math.max(...stored.map(({ finding }) => finding.lastTime)) + 2 * HOUR_MS;
  const starts = [{ kind: 'aware', by: 'Ada Example, CISO', at: madeAt - HOUR_MS }] as const;
  const profiles = new Map<string, Profile>();
  for (const { finding } of stored) {
    const profile = await source.profile(finding.entity);
    if (profile !== undefined) profiles.set(finding.entity, profile);
  }
  return reportOf({
    ...contentOf(stored),
    related: relatedTo(
      worst,
      all.map(({ finding }) => finding),
    ).filter(({ finding }) => !breach.some((one) => one.finding.id === finding.id)),
    profiles,
    clock: clockOf(firstAlertOf(stored), starts, REGIMES.slice(0, 3)),
    settings: EMPTY_DOCUMENT,
    version,
    madeAt,
  });
}

async function dayOf(source: Source) {
  const span = { fromMs: DAY * DAY_MS, toMs: (DAY + 1) * DAY_MS };
  const worst = (await source.reader.recent(span, 100)).find(
    ({ finding }) => finding.severity === 'critical',
  );
  if (worst === undefined) throw new Error('The day of the demo has no critical finding any more.');
  return { worst: worst.finding, all: await near(source, worst.finding) };
}

/** By the rule that production follows, a minute after the last of its events. */
function paged(stored: StoredFinding): StoredFinding {
  const { finding } = stored;
  const thread = { entity: finding.entity, told: [] };
  const [told] = tell(thread, finding, decide(finding, thread), finding.lastTime + MINUTE_MS).told;
  return told === undefined ? stored : { ...stored, told };
}
