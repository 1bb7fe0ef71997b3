import { describe, expect, test } from 'vitest';
import { causesAmong } from '../../cli/backtest/causes.ts';
import { pagesOf, verdictOf } from '../../cli/backtest/pages.ts';
import { report, summary } from '../../cli/backtest/report.ts';
import { shortNotes } from '../../cli/backtest/short-log.ts';
import { replay } from '../../cli/history/replay.ts';
import { createOwners, ownerOf, seenIn } from '../../cli/shards/owners.ts';
import type { Activity } from '../../shared/activity.ts';
import { JUDGING } from '../../shared/assess.ts';
import type { Finding } from '../../shared/finding.ts';
import { isWeekend } from '../../shared/profile/base.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { DAY_MS, dayOf } from '../../shared/time.ts';
import { EPOCH_DAY } from '../arbitraries.ts';
import { exportOn, historyOf, NOTHING_SAID } from '../history/activities.ts';
import { meeting } from '../history/meeting.ts';

/** Low lines: that something is new pages. */
const settings = { ...DEFAULT_SETTINGS, reviewScore: 0.5, pageScore: 1, largeExposurePageScore: 1 };
const judged = { hashKey: new Uint8Array(32).fill(3), settings, judging: JUDGING };
const CHANGED = 30;
const PEOPLE = 8;

/** Everybody exports a little on weekdays; from day 30 on some do so with another client. */
function office(changed: number): Activity[] {
  return Array.from({ length: PEOPLE }, (_, n) =>
    Array.from({ length: CHANGED + 3 }, (_, day): Activity => {
      const uid = (n * 1000 + day + 1).toString(16).padStart(16, '0');
      const client = n < changed && day >= CHANGED ? 'Firefox on Linux' : 'Chrome on macOS';
      const actor = { uid: `user-${n}`, type: 'user', email: `user-${n}@example.com` } as const;
      return { ...exportOn(day), uid, eventId: uid, actor, source: { ip: '192.0.2.7', client } };
    }).filter(({ time }) => !isWeekend(dayOf(time))),
  ).flat();
}

async function judgedAlone(activities: readonly Activity[]) {
  const history = await historyOf(activities);
  const found = await replay(history, judged);
  history.spool.remove();
  // With lines so low the first weeks are loud.
  const findings = found.findings.filter(({ day }) => day >= EPOCH_DAY + CHANGED);
  return { ...found, findings, history };
}

describe('what several accounts of a log take up together', () => {
  test('is found in a backtest as one finding of no account, and their own findings leave their pages to it', async () => {
    const { findings, causes, history } = await judgedAlone(office(PEOPLE));
    expect(causes).toMatchObject([
      { facet: 'client', value: 'Firefox on Linux', day: EPOCH_DAY + CHANGED, members: PEOPLE },
    ]);
    // Without it each of them would page.
    expect(pagesOf(findings)).toHaveLength(PEOPLE);
    const verdict = verdictOf({ findings, causes }, settings);
    const [page, ...more] = verdict.pages;
    expect(more).toEqual([]);
    expect(page?.finding).toMatchObject({ vendor: 'okta', signals: [{ detector: 'common-cause' }] });
    expect(verdict.findings).toContainEqual(page?.finding);
    // On each of the three days.
    expect([...new Set(verdict.muted.map(({ entity }) => entity))].sort()).toEqual(
      Array.from({ length: PEOPLE }, (_, n) => `actor/okta/default/user-${n}`),
    );
    const told = {
      ...verdict,
      found: { findings, causes },
      history: { ...history, ...NOTHING_SAID },
      settings,
      comparison: undefined,
      rules: { find: () => undefined },
    };
    expect(report(told).join('\n')).toContain(
      'Shared     24 findings left to 1 finding of what many accounts took up together',
    );
    // Not to one to which nothing is left; and of a change nothing was taken.
    const [cause] = causes;
    if (cause === undefined) throw new Error('no cause');
    const found = { findings, causes: [...causes, { ...cause, value: 'Opera on Linux' }] };
    const text = report({ ...told, ...verdictOf(found, settings), found }).join('\n');
    expect(text).toContain('24 findings left to 1 finding of what many accounts took up together');
    expect(text).not.toContain('Taken');
    expect(summary(told).muted).toEqual(
      verdict.muted.map(({ id }) => ({ finding: id, cause: page?.finding.id })),
    );
    // By every line the one page stands for all of theirs: beyond their scores there is none.
    expect(summary(told).lines.map(({ pages }) => pages)).toEqual([1, 1, 1, 0, 0]);
    // The machine hears of a thin log what people do.
    const ofDays = (count: number) => ({
      ...told,
      history: {
        ...told.history,
        days: new Map(
          [...history.days].slice(0, 2).map(([day, of], i) => [i === 0 ? day : day + count - 2, of]),
        ),
      },
    });
    const thin = ofDays(20);
    for (const enough of [told, ofDays(21)]) expect(summary(enough).notes).toEqual([]);
    const { notes } = summary(thin);
    expect(notes).toEqual(shortNotes(20));
    expect(report(thin).join('\n')).toContain(`Note       ${notes[0]}`);
    expect(report(told).join('\n')).not.toContain('Note       ');
    // From a whole week on there is a rate.
    const rateOf = (count: number) =>
      report(ofDays(count))
        .join('\n')
        .match(/Paged .* a week/);
    expect([rateOf(6) === null, rateOf(7) === null]).toEqual([true, false]);
  });

  test('is told once where it is an application that copies all that each of them has', async () => {
    const isCopy = ({ time }: Activity) => dayOf(time) === EPOCH_DAY + CHANGED;
    const copied = office(0).map(
      (one): Activity =>
        isCopy(one) ? { ...one, volume: { records: 60_000 }, actor: { ...one.actor, app: 'Backup' } } : one,
    );
    const told = async (activities: readonly Activity[]) =>
      verdictOf(await judgedAlone(activities), settings).pages.map(({ finding }) => finding.entity);
    expect((await judgedAlone(copied)).findings.filter(({ score }) => score > 3)).toHaveLength(PEOPLE);
    expect(await told(copied)).toEqual(['feed/any/any/common-cause app Backup']);
    // Not of one who takes as much on that day without it.
    const robbed = copied.map(
      (one): Activity =>
        isCopy(one) && one.actor.uid === 'user-3'
          ? { ...one, actor: { uid: 'user-3', type: 'user', email: 'user-3@example.com' } }
          : one,
    );
    expect(await told(robbed)).toContain('actor/okta/default/user-3');
  });

  test('is found before a pause of the log, by whose end it would no longer be looked for', async () => {
    const pause = office(PEOPLE).map((one) => ({
      ...one,
      uid: `f${one.uid.slice(1)}`,
      eventId: `late ${one.uid}`,
    }));
    const later = pause.filter(({ time }) => dayOf(time) === EPOCH_DAY + CHANGED);
    const moved = later.map((one) => ({ ...one, time: one.time + 40 * DAY_MS }));
    const { causes } = await judgedAlone([...office(PEOPLE), ...moved]);
    expect(causes).toMatchObject([{ value: 'Firefox on Linux', day: EPOCH_DAY + CHANGED }]);
  });

  test('is none where four do: each of them pages', async () => {
    const { findings, causes } = await judgedAlone(office(4));
    expect(causes).toEqual([]);
    expect(verdictOf({ findings, causes }, settings).pages).toHaveLength(4);
  });

  test('explains nothing before it has begun, of another log, or long after', async () => {
    const { findings, causes } = await judgedAlone(office(PEOPLE));
    const [finding] = findings.filter(({ day }) => day === EPOCH_DAY + CHANGED);
    if (finding === undefined) throw new Error('nothing was found');
    const behind = (one: Finding) => causesAmong(causes, [one], settings).behind(one);
    expect(behind(finding)).toBeDefined();
    for (const other of [
      { day: finding.day - 1 },
      { day: finding.day + 15 },
      { tenant: 'another' },
      { vendor: 'box' },
    ])
      expect(behind({ ...finding, ...other }), JSON.stringify(other)).toBeUndefined();
  });

  test('is the same to every shard', async () => {
    const all = office(PEOPLE);
    const alone = await judgedAlone(all);
    const owners = createOwners();
    for (const one of all) owners.see(seenIn([one]));
    const divided = owners.divide(2);
    const exchange = meeting(2);
    const history = await historyOf(all);
    const parts = await Promise.all(
      [0, 1].map((shard) =>
        replay(history, {
          ...judged,
          only: { owns: (entity) => ownerOf(divided, entity, 2) === shard, exchange },
        }),
      ),
    );
    history.spool.remove();
    for (const { causes } of parts) expect(causes).toEqual(alone.causes);
  });
});
