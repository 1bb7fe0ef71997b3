import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MAPPED } from '../../shared/vendors/mapped.ts';
import { readMapping } from '../../shared/vendors/mapping.ts';

const FOLDER = new URL('../../shared/vendors/mappings/', import.meta.url);
const FILES = readdirSync(FOLDER);

describe.each(FILES)('%s', (file) => {
  const json = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));

  test('keeps the format of mapping files', () => {
    const read = readMapping(json);
    expect(read.kind === 'invalid' ? read.problems : []).toEqual([]);
  });

  test('is asked, under the name of its file', () => {
    expect(`${json.uid}.json`).toBe(file);
    expect(MAPPED.map(({ uid }) => uid)).toContain(json.uid);
  });

  test('says how the log is got, what it shows, what it does not and where that is written', () => {
    const { coverage } = json;
    for (const sentence of [coverage.source, coverage.delay, coverage.reference, ...coverage.blindSpots])
      expect(sentence.length).toBeGreaterThan(10);
    expect(coverage.reference).toContain('https://');
  });
});
