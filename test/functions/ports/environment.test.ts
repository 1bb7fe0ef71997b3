import { afterEach, expect, test, vi } from 'vitest';
import { optionalNumber, required } from '../../../functions/ports/environment.ts';

afterEach(() => vi.unstubAllEnvs());

test('a variable that is missing or empty is asked for by name', () => {
  vi.stubEnv('OUTFLOW_TEST', '');
  expect(() => required('OUTFLOW_TEST')).toThrow(/OUTFLOW_TEST is not set/);
  vi.stubEnv('OUTFLOW_TEST', 'table');
  expect(required('OUTFLOW_TEST')).toBe('table');
});

test('a number is read, has a default, and is refused where it is none', () => {
  expect(optionalNumber('OUTFLOW_TEST', 15)).toBe(15);
  vi.stubEnv('OUTFLOW_TEST', '0');
  expect(optionalNumber('OUTFLOW_TEST', 15)).toBe(0);
  for (const text of ['ten', '-1', 'Infinity']) {
    vi.stubEnv('OUTFLOW_TEST', text);
    expect(() => optionalNumber('OUTFLOW_TEST', 15)).toThrow(`OUTFLOW_TEST is ${text}`);
  }
});
