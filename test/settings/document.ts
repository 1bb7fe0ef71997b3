import type { SettingsDocument } from '../../shared/settings/document.ts';

/** A settings document with one entry of each kind. */
export const DOCUMENT: SettingsDocument = {
  thresholds: {},
  suppressions: [
    {
      id: 'nightly',
      author: 'mara',
      reason: 'The warehouse is filled anew in January.',
      expires: '2027-01-31',
      scope: { actor: '0055', detector: 'volume' },
    },
  ],
  contracts: [
    {
      vendor: 'salesforce',
      tenant: 'example',
      actor: '0055',
      networks: ['198.51.100.0/24', 'AS64500'],
      countries: ['NL'],
      hoursUtc: [22, 6],
      dailyRecords: 20_000,
      author: 'mara',
      reason: 'Nightly copy into the warehouse.',
      fromDay: '2026-11-01',
    },
  ],
  datasets: [
    { vendor: 'salesforce', name: 'object:Contact', classes: ['contact details'], subjects: 120_000 },
  ],
  feeds: [{ vendor: 'okta', tenant: 'example', silentHours: 6 }],
};
