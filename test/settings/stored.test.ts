import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../shared/finding-ledger.ts';
import { documentOf, type Setting, settingsOf } from '../../shared/settings/document.ts';
import { effectOn } from '../../shared/settings/suppression.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { DAY, FINDING } from '../fixtures/findings.ts';
import { DOCUMENT } from './document.ts';

const WHOLE = settingsOf(DOCUMENT);
const item = (kind: Setting['kind'], value: unknown): Setting => ({ kind, id: 'x', value: value as object });

describe('items of the settings table that nothing has checked', () => {
  test.each<[Setting['kind'], unknown]>([
    ['suppressions', {}],
    ['suppressions', { id: 'x', author: 'x', reason: 'x', expires: '2099-12-31' }],
    ['suppressions', { id: 'x', author: 'x', reason: 'x', expires: 9, scope: {} }],
    ['suppressions', { id: 'x', author: 'x', reason: 'x', expires: '2099-12-31', scope: null }],
    ['suppressions', { id: 'x', author: 'x', reason: 'x', expires: '2099-12-31', scope: { network: 5 } }],
    ['suppressions', { id: 'x', author: 'x', reason: 'x', expires: '2099-12-31', scope: { dataset: {} } }],
    ['contracts', {}],
    ['contracts', { vendor: 'okta', tenant: 'example', actor: 7, fromDay: '2026-01-01' }],
    ['contracts', { vendor: 'okta', tenant: 'a', actor: 'b', fromDay: '2026-01-01', networks: 'AS64500' }],
    ['contracts', { vendor: 'okta', tenant: 'a', actor: 'b', fromDay: '2026-01-01', networks: [5] }],
    ['contracts', { vendor: 'okta', tenant: 'a', actor: 'b', fromDay: '2026-01-01', countries: null }],
    ['contracts', { vendor: 'okta', tenant: 'a', actor: 'b', fromDay: '2026-01-01', operations: 'x' }],
    ['contracts', { vendor: 'okta', tenant: 'a', actor: 'b', fromDay: '2026-01-01', hoursUtc: ['6', '8'] }],
    ['datasets', []],
    ['feeds', { vendor: 'okta', tenant: 'example', silentHours: '6' }],
    ['feeds', { vendor: 'okta' }],
    ['thresholds', { pageScore: 'high' }],
    ['thresholds', { pageScore: null }],
    ['thresholds', { pageScore: -1 }],
    ['thresholds', { pageScore: Number.POSITIVE_INFINITY }],
    ['thresholds', { service: 3 }],
    ['thresholds', { service: { pageScore: {} } }],
  ])('and are none of %s, such as %j, count for nothing beside those that are', (kind, value) => {
    expect(documentOf([item(kind, value), ...WHOLE])).toEqual(documentOf(WHOLE));
  });

  test('suppress no whole vendor and not everything', () => {
    const ledger = [{ operation: 'ReportExported', datasets: ['report:a'] } as unknown as LedgerEntry];
    for (const scope of [
      {},
      { operation: '*' },
      { dataset: '*', vendor: FINDING.vendor },
      { network: '0.0.0.0/0' },
      { network: '::/0', operation: '*' },
      { network: 'x/y' },
      { network: '198.51.100.0/99' },
      { vendor: FINDING.vendor },
      { vendor: FINDING.vendor, tenant: FINDING.tenant },
    ]) {
      const { suppressions } = documentOf([
        item('suppressions', { id: 'all', author: 'x', reason: 'x', expires: '2099-12-31', scope }),
      ]);
      expect(effectOn(FINDING, suppressions, { settings: DEFAULT_SETTINGS, today: DAY, ledger })).toEqual({
        kind: 'none',
      });
    }
  });
});
