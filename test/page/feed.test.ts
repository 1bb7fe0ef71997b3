import { describe, expect, test } from 'vitest';
import { whyLines } from '../../cli/render/finding-lines.ts';
import { feedFinding } from '../../shared/feeds/finding.ts';
import { EMPTY_HOUR, enterFacts } from '../../shared/feeds/hour.ts';
import { mattersOf } from '../../shared/feeds/matters.ts';
import { EMPTY_PAST, fold } from '../../shared/feeds/past.ts';
import { incidentOf } from '../../shared/incident.ts';
import { toOcsf } from '../../shared/ocsf.ts';
import { pageOf } from '../../shared/page/page.ts';
import { reportHeadline } from '../../shared/report/answers.ts';
import { checkSettings } from '../../shared/settings/check.ts';
import { effectOn } from '../../shared/settings/suppression.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { HOUR_MS, hourOf } from '../../shared/time.ts';

const START_MS = Date.parse('2026-06-01T00:00:00Z');
const HOURS = 20 * 24;
const past = fold(
  EMPTY_PAST,
  new Map(
    Array.from({ length: HOURS }, (_, n) => {
      const arrivedMs = START_MS + n * HOUR_MS;
      return [hourOf(arrivedMs), enterFacts(EMPTY_HOUR, [{ kind: 'ignored', arrivedMs }])] as const;
    }),
  ),
);
const [matter] = mattersOf({ past, nowMs: START_MS + (HOURS + 2) * HOUR_MS });
if (matter === undefined) throw new Error('the feed is not silent');
const SILENT = feedFinding(new Uint8Array(32), { vendor: 'okta', tenant: 'example' }, matter);
const page = pageOf(SILENT, { kind: 'opened', threadId: SILENT.id });

describe('a page about a feed', () => {
  test('says which log, since when, and what to look at first, and nothing of what was taken or whom to stop', () => {
    expect(page.body.replace(SILENT.id.slice(0, 10), 'OF-ID').replace(SILENT.id, 'OF-ID')).toBe(
      [
        'MEDIUM. A feed has gone silent: the log of Okta, tenant example.',
        '',
        'Who    the log of Okta, tenant example',
        '',
        'Why    score 1.70',
        ' 1.70  A feed has gone silent (T1562.008)',
        '       observed  nothing since 2026-06-20 23:00 UTC',
        '       expected  pauses of up to 60 min',
        '',
        'First  Look at the way in of this feed: the subscription, rule, poller or',
        '       producer that brings it, and its last error.',
        '       Likeliest harmless cause: an expired credential of the way in, or a',
        '       holiday.',
        'More   npx outflow show OF-ID',
        'Id     OF-ID, the day 2026-06-20 (UTC)',
      ].join('\n'),
    );
  });

  test('says so in the subject, the SMS, the chat and to machines', () => {
    expect(page.subject).toMatch(/^ALARM: MEDIUM Okta: A feed has gone silent \[OF-/);
    expect(page.sms).toMatch(/^MEDIUM Okta, log of okta\/example, A feed has gone silent/);
    expect(page.chat.content.description).not.toContain('Taken');
    expect(page.https.NewStateReason).not.toMatch(/Taken|account-week/);
  });
});

describe('a finding of a feed', () => {
  test('is explained, reported and exported like others', () => {
    expect(whyLines(SILENT).join('\n')).toContain('nothing since 2026-06-20 23:00 UTC');
    expect(reportHeadline(incidentOf(SILENT, [SILENT]))).toBe(
      'A feed has gone silent: the log of Okta, tenant example.',
    );
    expect(toOcsf(SILENT)).toMatchObject({
      finding_info: { title: 'A feed has gone silent', attacks: [{ technique: { uid: 'T1562.008' } }] },
    });
  });

  test('can be suppressed by its detector, for one vendor and tenant', () => {
    const scope = { vendor: 'okta', tenant: 'example', detector: 'feed-silence' };
    const suppression = {
      id: 'moved',
      author: 'mara',
      reason: 'We moved to another one.',
      expires: '2026-12-31',
      scope,
    };
    expect(checkSettings({ suppressions: [suppression] }).kind).toBe('settings');
    const circumstances = { settings: DEFAULT_SETTINGS, today: SILENT.day };
    expect(effectOn(SILENT, [suppression], circumstances)).toMatchObject({ kind: 'suppressed', by: 'moved' });
    const other = { ...suppression, scope: { ...scope, detector: 'feed-gap' } };
    expect(effectOn(SILENT, [other], circumstances).kind).toBe('none');
  });
});
