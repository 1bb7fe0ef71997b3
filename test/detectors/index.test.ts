import { describe, expect, test } from 'vitest';
import { DETECTOR_NAMES, DETECTORS, findDetector, textOf } from '../../shared/detectors/index.ts';
import { volume } from '../../shared/detectors/volume.ts';

describe('a detector', () => {
  test('is found by its name, of which no two have the same', () => {
    for (const detector of DETECTORS) expect(findDetector(detector.uid)).toBe(detector);
    for (const name of DETECTOR_NAMES) expect(findDetector(name)?.uid).toBe(name);
    expect(new Set(DETECTOR_NAMES).size).toBe(DETECTOR_NAMES.length);
    expect(findDetector('gone')).toBeUndefined();
  });

  test('is told also where it runs in some installations only, or judges feeds', () => {
    const shipped = DETECTORS.map(({ uid }) => uid);
    const others = DETECTOR_NAMES.filter((name) => !shipped.includes(name));
    expect(others).toEqual(expect.arrayContaining(['rule-match', 'honey', 'feed-silence']));
    for (const name of others)
      expect(findDetector(name)?.runbook.at(-1)).toMatch(/^Likeliest harmless cause: /);
  });

  test('names no command that has to be guessed at before it runs', () => {
    for (const name of DETECTOR_NAMES)
      for (const step of findDetector(name)?.runbook ?? [])
        expect(step).not.toMatch(/npx outflow [a-z ]+ ID\b/);
  });

  test('is what its signal tells of it, also where it has the name of a shipped one', () => {
    const told = { ...volume, title: 'Another' };
    expect(textOf({ detector: 'volume' })).toBe(volume);
    expect(textOf({ detector: 'volume', told })).toBe(told);
    expect(textOf({ detector: 'gone', told })).toBe(told);
    expect(textOf({ detector: 'gone' })).toBeUndefined();
  });
});
