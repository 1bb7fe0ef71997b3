import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkSettings } from '../../shared/settings/check.ts';
import { stampOf } from '../../shared/settings/diff.ts';
import { settingsOf } from '../../shared/settings/document.ts';
import { DOCUMENT } from './document.ts';

describe('the stamp of settings', () => {
  test('stands in YAML as it is, and is a text whatever it is made of', () => {
    const [first] = settingsOf(DOCUMENT);
    for (let n = 0; n < 3000; n++) {
      const basedOn = stampOf(first === undefined ? [] : [{ ...first, id: `${n}` }]);
      const read = parse(`basedOn: ${basedOn}`);
      if (read.basedOn !== basedOn) expect(read).toEqual({ basedOn });
      if (n < 10) expect(checkSettings(read)).toMatchObject({ kind: 'settings', document: { basedOn } });
    }
  });

  test('is the same in whatever order they come, and another where any of them differs', () => {
    const settings = settingsOf(DOCUMENT);
    expect(stampOf(settings.toReversed())).toBe(stampOf(settings));
    const stamps = settings.map((_, at) => stampOf(settings.toSpliced(at, 1)));
    expect(new Set([...stamps, stampOf(settings), stampOf([])]).size).toBe(settings.length + 2);
  });
});
