import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { CALIBRATION_FILE, readCalibrationFile } from '../../functions/ports/calibration.ts';
import { bundle, ENTRIES, perFunction } from '../../infra/bundle.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'outflow-bundle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a bundle is one CommonJS file that needs nothing beside it, SDK included', () => {
  const entry = join(import.meta.dirname, '..', 'wire', 'fixtures', 'alert.ts');
  const folders = bundle(
    join(folder, 'out'),
    perFunction(() => entry),
  );
  expect(readdirSync(folders.alert)).toEqual(['index.js']);
  const script = `process.stdout.write(typeof require(${JSON.stringify(join(folders.alert, 'index.js'))}).handler)`;
  const env = { AWS_REGION: 'us-east-1' };
  expect(
    execFileSync(process.execPath, ['--no-experimental-require-module', '-e', script], {
      cwd: folder,
      env,
      encoding: 'utf8',
    }),
  ).toBe('function');
});

it('an error keeps the name of its class, so that a caller can tell it apart', () => {
  const entry = join(folder, 'throws.ts');
  writeFileSync(
    entry,
    'class StaleClaim extends Error {}\nexport const handler = () => new StaleClaim().constructor.name;',
  );
  const { watch } = bundle(
    join(folder, 'named'),
    perFunction(() => entry),
  );
  const script = `process.stdout.write(require(${JSON.stringify(join(watch, 'index.js'))}).handler())`;
  expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })).toBe('StaleClaim');
});

it('the address databases lie beside the function that asks them, with their licence, and in no bundle', () => {
  const entry = join(import.meta.dirname, '..', 'wire', 'fixtures', 'alert.ts');
  const { detect, alert } = bundle(
    join(folder, 'geo'),
    perFunction(() => entry),
  );
  expect(readdirSync(join(detect, 'geo')).sort()).toEqual(['NOTICE', 'asn.mmdb', 'country.mmdb']);
  expect(readdirSync(alert)).toEqual(['index.js']);
});

it('settings of one’s own lie beside the function that judges by them, and stop the deployment if they are wrong', () => {
  const entry = join(import.meta.dirname, '..', 'wire', 'fixtures', 'alert.ts');
  const own = join(folder, 'own.json');
  const bundled = () =>
    bundle(
      join(folder, 'settings'),
      perFunction(() => entry),
      undefined,
      undefined,
      own,
    );
  const settingsOf = ({ detect }: { readonly detect: string }) =>
    readCalibrationFile(join(detect, CALIBRATION_FILE)).settings;
  expect(settingsOf(bundled())).toEqual(DEFAULT_SETTINGS);
  writeFileSync(own, '{"thresholds": {"pageScore": 5}}');
  expect(settingsOf(bundled())).toEqual({ ...DEFAULT_SETTINGS, pageScore: 5 });
  writeFileSync(own, '{"thresholds": {"pageScore": 20}}');
  expect(bundled).toThrow(/own\.json cannot be used: thresholds\.highScore: 6 is below pageScore/);
});

it('a missing source is named', () => {
  expect(() => bundle(folder, { ...ENTRIES, detect: join(folder, 'nowhere.ts') })).toThrow(
    /There is no .*nowhere\.ts\./,
  );
});
