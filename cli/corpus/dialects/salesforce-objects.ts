import type { Dataset } from '../model.ts';
import type { Report } from '../raw/reports.ts';

const OBJECTS =
  'Account Contact Opportunity Case Lead User Contract Order Asset Campaign Task Product2 Quote Invoice__c Subscription__c Usage__c'.split(
    ' ',
  );

export function objectOf({ number }: Dataset): string {
  return OBJECTS[number % OBJECTS.length] as string;
}

const REPORTS = new Map<number, Report>();

/** Reports are numbered; each is about one object. */
export function reportOf(dataset: Dataset): Report {
  const known = REPORTS.get(dataset.number);
  if (known !== undefined) return known;
  const digits = String(dataset.number).padStart(5, '0');
  const entities = objectOf(dataset);
  const report: Report = {
    id: `00O5g00000${digits}EAA`,
    name: `${entities} view ${dataset.number}`,
    entities,
    columns: ['NAME', 'STATUS', 'OWNER'],
    folder: '00l5g0000000001AAA',
  };
  REPORTS.set(dataset.number, report);
  return report;
}
