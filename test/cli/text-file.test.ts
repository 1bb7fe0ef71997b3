import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../cli/errors.ts';
import { openRegistry, readHoney } from '../../cli/honey/registry.ts';
import { loadCalibration } from '../../cli/load-calibration.ts';
import { loadMapping } from '../../cli/load-mapping.ts';
import { loadCases, loadRules } from '../../cli/rules/folder.ts';
import { loadRun } from '../../cli/saved.ts';
import { readSettings, settingsText } from '../../cli/settings-file.ts';
import { DOCUMENT } from '../settings/document.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder();

/** What redirections of Windows PowerShell and editors write, beside plain UTF-8. */
const WRITTEN: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-8 with its mark': (text) => Buffer.from(`\ufeff${text}`),
  'UTF-16, little end first': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-16, big end first': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
};

const shipped = (path: string) => readFileSync(new URL(`../../shared/${path}`, import.meta.url), 'utf8');
const MAPPING = { ...JSON.parse(shipped('vendors/mappings/notion.json')), uid: 'mine', title: 'Notión' };
const RULE = shipped('sigma/rules/amplitude-project-exported.yml');

test.each(Object.entries(WRITTEN))('a file in %s is read as what it says', async (name, bytesOf) => {
  const file = (ending: string, text: string) => {
    const path = join(folder, `${name.replace(/\W/g, '')}.${ending}`);
    writeFileSync(path, bytesOf(text));
    return path;
  };
  expect(await readSettings(file('yaml', settingsText(DOCUMENT)))).toEqual(DOCUMENT);
  expect((await loadMapping(file('json', JSON.stringify(MAPPING)))).title).toBe('Notión');
  const calibrated = await loadCalibration(file('calibration.json', '{"thresholds":{"pageScore":7.5}}'));
  expect(calibrated.settings.pageScore).toBe(7.5);
  expect(await loadRules([file('yml', RULE)])).toMatchObject([{ read: { kind: 'rule' } }]);
});

describe('what never ends is refused in words', () => {
  const DEVICE = '/dev/zero';

  test.each<[string, (path: string) => Promise<unknown>]>([
    ['settings', readSettings],
    ['a mapping', loadMapping],
    ['tails', loadCalibration],
    ['findings', loadRun],
    ['honey', async (registry) => readHoney(await openRegistry({ registry }))],
  ])('as %s', async (_, load) => {
    await expect(load(DEVICE)).rejects.toThrow(UserError);
  });

  test('in a folder of rules that somebody else has made: devices, dangling links and folders called like rules', async () => {
    const rules = join(folder, 'rules');
    mkdirSync(join(rules, 'folder.yml'), { recursive: true });
    symlinkSync(DEVICE, join(rules, 'device.yml'));
    symlinkSync(join(rules, 'nowhere'), join(rules, 'dangling.yml'));
    writeFileSync(join(rules, 'rule.yml'), RULE);
    symlinkSync(DEVICE, join(rules, 'rule.cases.json'));
    const kinds = (await loadRules([rules])).map(({ read }) => read.kind);
    expect(kinds).toEqual(['refused', 'refused', 'refused', 'rule']);
    await expect(loadCases(join(rules, 'rule.yml'))).rejects.toThrow(UserError);
  });
});
