import { describe, expect, test } from 'vitest';
import { newAppOf } from '../../shared/detectors/new-app.ts';
import type { Sighting } from '../../shared/profile/subject.ts';
import { NOBODY } from '../fixtures/subjects.ts';

const seen = (value: string, carried: number, days = 0): Sighting => ({
  value,
  days,
  seenDays: days,
  carried,
});
const withFacets = (app: readonly Sighting[], operation: readonly Sighting[] = []) =>
  newAppOf({ facets: { ...NOBODY.facets, app, operation } });

describe('the new application of a day', () => {
  test('is the one through which nearly all of the data went', () => {
    expect(withFacets([seen('Backup', 95), seen('Mail', 5)])).toBe('Backup');
    expect(withFacets([seen('Backup', 89), seen('Mail', 11)])).toBeUndefined();
    expect(withFacets([seen('Backup', 0)])).toBeUndefined();
    expect(withFacets([])).toBeUndefined();
  });

  test('is none where events without an application took the more', () => {
    expect(withFacets([seen('Backup', 95)], [seen('copy', 95), seen('download', 50)])).toBeUndefined();
    expect(withFacets([seen('Backup', 95)], [seen('copy', 100)])).toBe('Backup');
  });

  test('is new for as long as a change of all is looked for', () => {
    expect(withFacets([seen('Backup', 95, 6)])).toBe('Backup');
    expect(withFacets([seen('Backup', 95, 7)])).toBeUndefined();
  });
});
