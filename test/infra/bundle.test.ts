import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { detectorTemplate } from '../../cli/rules/detector-template.ts';
import { CALIBRATION_FILE, readCalibrationFile } from '../../functions/ports/calibration.ts';
import { DETECTORS_FILE, readDetectors } from '../../functions/ports/detectors.ts';
import { LIVE_FILE, readLive } from '../../functions/ports/live.ts';
import { RE2_FILE } from '../../functions/ports/re2.ts';
import { buildFunctions, bundle, ENTRIES, FUNCTION_NAMES, perFunction } from '../../infra/bundle.ts';
import { ConfigError } from '../../infra/config/error.ts';
import { KNOWN_DETECTORS } from '../../shared/detectors/index.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { shippedRules } from '../../shared/sigma/shipped.ts';
import { VENDORS } from '../../shared/vendors/index.ts';
import { ACME, ACME_EVENT } from '../fixtures/acme.ts';
import { temporaryFolder } from '../temporary.ts';
import { functions } from '../wire/built.ts';

const folder = temporaryFolder();

/** A function, where the test is of what lies beside it. */
const TINY = join(folder, 'tiny.ts');
writeFileSync(TINY, 'export const handler = () => 1;');

it('a bundle is one CommonJS file that needs nothing beside it but its settings, SDK included', () => {
  const entry = join(import.meta.dirname, '..', 'wire', 'fixtures', 'alert.ts');
  const folders = bundle(
    join(folder, 'out'),
    perFunction(() => entry),
  );
  expect(readdirSync(folders.triage)).toEqual(['index.js']);
  expect(readdirSync(folders.alert).sort()).toEqual(['index.js', LIVE_FILE, CALIBRATION_FILE]);
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

it('a bundle for which there is no space is one sentence, and no fault of ours', () => {
  mkdirSync(join(folder, 'full', 'one'), { recursive: true });
  symlinkSync('/dev/full', join(folder, 'full', 'one', 'index.js'));
  const build = () => buildFunctions(join(folder, 'full'), { one: TINY });
  expect(build).toThrow(expect.objectContaining({ code: 'ENOSPC' }));
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

it('a function carries the calls that it makes and no others, and asks for credentials nowhere but in its environment', async () => {
  const code = readFileSync(join(await functions(), 'detect', 'index.js'), 'utf8');
  const carries = (call: string) => code.includes(call);
  expect(
    ['PutItemInput', 'PutObjectRequest', 'InvocationRequest', 'AWS_SESSION_TOKEN'].filter(carries),
  ).toHaveLength(4);
  expect(['CreateBucketRequest', 'CreateFunctionRequest', 'CreateTokenRequest'].filter(carries)).toEqual([]);
});

it('what rules with regular expressions need lies beside the bundle, and is loaded with the first of them', () => {
  const source = join(import.meta.dirname, '..', '..', 'shared', 'sigma', 'regular-expression.ts');
  const entry = join(folder, 'matches.ts');
  writeFileSync(
    entry,
    `import { compileRegularExpression } from ${JSON.stringify(source)};
export const handler = (pattern: string, text: string) => compileRegularExpression(pattern, 'i')(text);`,
  );
  const { watch } = bundle(
    join(folder, 'regular'),
    perFunction(() => entry),
  );
  expect(readdirSync(watch).sort()).toEqual(['index.js', RE2_FILE, CALIBRATION_FILE]);
  const said = (pattern: string) => {
    const loaded = `Object.keys(require.cache).filter((file) => file.endsWith('${RE2_FILE}')).length`;
    const script = `const { handler } = require(${JSON.stringify(join(watch, 'index.js'))});
const before = ${loaded};
try { console.log(before, handler(${JSON.stringify(pattern)}, 'ADMIN'), ${loaded}); }
catch (error) { console.log(error.message); }`;
    return execFileSync(process.execPath, ['-e', script], { cwd: folder, encoding: 'utf8' }).trim();
  };
  expect(said('^adm')).toBe('0 true 1');
  expect(said('^dm')).toBe('0 false 1');
  expect(said('a(?=b)')).toMatch(/the regular expression \/a\(\?=b\)\/: /);
});

it('detect is less than a megabyte to load', async () => {
  const bundled = await functions();
  const file = join(bundled, 'detect', 'index.js');
  expect(statSync(file).size).toBeLessThan(1_000_000);
  // Nor with what each vendor's log tells, for the coverage table alone.
  const spots = VENDORS.flatMap(({ coverage }) => coverage.blindSpots).filter((spot) =>
    /^[\w ,;:()-]+$/.test(spot),
  );
  const code = readFileSync(file, 'utf8');
  const own = spots.filter((spot) => code.includes(JSON.stringify(spot)));
  expect([spots.length > 50, own]).toEqual([true, []]);
  // Which nothing in a function may ask for, but of a vendor that a mapping file describes.
  const names = readdirSync(bundled);
  expect(names.length).toBeGreaterThan(FUNCTION_NAMES.length);
  for (const one of names) {
    const asked = readFileSync(join(bundled, one, 'index.js'), 'utf8').match(/\.coverage\b(?!\?\?)/g);
    expect([one, asked]).toEqual([one, null]);
  }
  // Nor with what a detector finds and what to check then, which pages and the command tell.
  const alert = readFileSync(join(bundled, 'alert', 'index.js'), 'utf8');
  const told = (text: string, parts: readonly string[]) => parts.filter((part) => text.includes(part)).length;
  const finds = plainOf(KNOWN_DETECTORS.flatMap((one) => one.finds ?? []));
  const steps = plainOf(KNOWN_DETECTORS.flatMap(({ runbook }) => runbook));
  expect([finds.length > 10, steps.length > 50]).toEqual([true, true]);
  expect([told(code, finds), told(code, steps)]).toEqual([0, 0]);
  expect([told(alert, finds), told(alert, steps)]).toEqual([0, steps.length]);
  // Nor does it grow with the path of whoever builds it.
  expect(readFileSync(file, 'utf8')).not.toMatch(/"[^"\n]*node_modules\/[^"\n]*"\(/);
});

/** Those that stand in a bundle as they are written. */
function plainOf(texts: readonly string[]): string[] {
  return texts.filter((text) => /^[\x20-\x7e]+$/.test(text));
}

it('tables of JSON are packed, and say what their files say', () => {
  const mapping = join(import.meta.dirname, '..', '..', 'shared', 'vendors', 'mappings', 'dropbox.json');
  const entry = join(folder, 'tables.ts');
  writeFileSync(
    entry,
    `import table from ${JSON.stringify(mapping)} with { type: 'json' };
export const handler = () => JSON.stringify(table);`,
  );
  const { watch } = bundle(
    join(folder, 'packed'),
    perFunction(() => entry),
  );
  const file = join(watch, 'index.js');
  const script = `process.stdout.write(require(${JSON.stringify(file)}).handler())`;
  const said = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  const table = readFileSync(mapping, 'utf8');
  expect(JSON.parse(said)).toEqual(JSON.parse(table));
  expect(readFileSync(file).length).toBeLessThan(table.length / 2);
});

it('the address databases lie beside the function that asks them, with their licence, and in no bundle', () => {
  const entry = join(import.meta.dirname, '..', 'wire', 'fixtures', 'alert.ts');
  const { detect, alert } = bundle(
    join(folder, 'geo'),
    perFunction(() => entry),
  );
  expect(readdirSync(join(detect, 'geo')).sort()).toEqual(['NOTICE', 'asn.mmdb', 'country.mmdb']);
  expect(readdirSync(alert).sort()).toEqual(['index.js', LIVE_FILE, CALIBRATION_FILE]);
});

it('settings of one’s own lie beside the functions that judge, tell and watch by them, and stop the deployment if they are wrong', () => {
  const own = join(folder, 'own.json');
  const bundled = () =>
    bundle(
      join(folder, 'settings'),
      perFunction(() => TINY),
      undefined,
      undefined,
      own,
    );
  const settingsOf = ({ detect }: { readonly detect: string }) =>
    readCalibrationFile(join(detect, CALIBRATION_FILE)).settings;
  expect(settingsOf(bundled())).toEqual(DEFAULT_SETTINGS);
  writeFileSync(own, '{"thresholds": {"reviewScore": 1}}');
  const { alert, watch, ...others } = bundled();
  for (const detect of [others.detect, alert, watch])
    expect(settingsOf({ detect })).toEqual({ ...DEFAULT_SETTINGS, reviewScore: 1 });
  writeFileSync(own, '{"thresholds": {"pageScore": 20, "highScore": 8}}');
  expect(bundled).toThrow(/own\.json cannot be used: thresholds\.highScore: 8 is below pageScore, 20/);
  // Whoever wrote it reads a sentence, and no stack.
  expect(bundled).toThrow(ConfigError);
});

it('which rules and detectors page lies beside the function that tells when one does no more', () => {
  const rules = join(folder, 'live-rules');
  mkdirSync(rules);
  const live = () => {
    const { alert } = bundle(
      join(folder, 'live'),
      perFunction(() => TINY),
      undefined,
      rules,
    );
    return (readLive(join(alert, LIVE_FILE)) ?? []).map(({ kind, name }) => `${kind} ${name}`);
  };
  const shipped = shippedRules().filter(({ stage }) => stage === 'live');
  expect(live()).toEqual(shipped.map(({ title }) => `rules ${title.slice(0, 60)}`));

  const [one] = shipped;
  const off = { title: 'Quiet', id: one?.uid, logsource: { product: 'okta' }, outflow: { stage: 'off' } };
  const detection = { a: { eventType: 'x' }, condition: 'a' };
  writeFileSync(join(rules, 'off.yml'), JSON.stringify({ ...off, detection }));
  const detector = detectorTemplate('many', rules);
  writeFileSync(join(rules, 'many.ts'), detector);
  expect(live()).toHaveLength(shipped.length - 1);
  writeFileSync(join(rules, 'many.ts'), detector.replace("stage: 'staging'", "stage: 'live'"));
  expect(live()).toHaveLength(shipped.length);
  expect(live()[0]).toBe('detectors Many');
  writeFileSync(join(rules, 'many.ts'), detector);
  expect(live()).not.toContain('detectors Many');
  expect(readLive(join(folder, 'nowhere.json'))).toBeUndefined();
});

it('detectors of one’s own lie beside the function that asks them, and stop the deployment if they fail', () => {
  const rules = join(folder, 'own-rules');
  mkdirSync(rules);
  const bundled = () =>
    bundle(
      join(folder, 'detectors'),
      perFunction(() => TINY),
      undefined,
      rules,
    );
  const own = join(rules, 'many.ts');
  writeFileSync(own, detectorTemplate('many', rules));
  const file = join(bundled().detect, DETECTORS_FILE);
  const [detector] = readDetectors(file, () => {});
  expect(detector).toMatchObject({ uid: 'own-many', told: { title: 'Many' } });
  // Nothing but the file itself: in a Lambda there is no source to read.
  const script = `process.stdout.write(String(require(${JSON.stringify(file)}).detectors.length))`;
  expect(execFileSync(process.execPath, ['-e', script], { cwd: folder, encoding: 'utf8' })).toBe('1');

  writeFileSync(own, detectorTemplate('many', rules).replace('atLeast: 3', 'atLeast: 30'));
  expect(bundled).toThrow(/many\.ts cannot be used: in “a hundred .*” it says “100 exports/);
  writeFileSync(own, 'export default {');
  expect(bundled).toThrow(ConfigError);
  expect(bundled).toThrow(/own-rules cannot be used: Expected .*, in .*many\.ts, line 1\. Mend/);
  writeFileSync(own, detectorTemplate('many', rules).replace("stage: 'staging'", "stage: 'off'"));
  expect(bundled).not.toThrow();
  // What can be bundled, and is hardly meant so, is told all the same.
  const told = vi.spyOn(console, 'warn').mockImplementation(() => {});
  writeFileSync(own, `${detectorTemplate('many', rules)}\nexport const twice = { a: 1, a: 2 };\n`);
  bundled();
  expect(told.mock.calls.join()).toMatch(/Duplicate key "a"/);
  told.mockRestore();
  rmSync(own);
  expect(existsSync(join(bundled().detect, DETECTORS_FILE))).toBe(false);
});

it('a missing source is named', () => {
  expect(() => bundle(folder, { ...ENTRIES, detect: join(folder, 'nowhere.ts') })).toThrow(
    /There is no .*nowhere\.ts\./,
  );
});

it('a vendor of one’s own is in every function', () => {
  const vendors = join(folder, 'outflow-vendors');
  mkdirSync(vendors);
  // As an editor of Windows writes it.
  writeFileSync(join(vendors, 'acme.json'), `\ufeff${JSON.stringify(ACME)}`);
  const entry = join(folder, 'asks.ts');
  const index = join(import.meta.dirname, '..', '..', 'shared', 'vendors', 'index.ts');
  const asks = `import { findVendor } from ${JSON.stringify(index)};
export const handler = () => findVendor('acme')?.parse(${JSON.stringify(ACME_EVENT)});`;
  writeFileSync(entry, asks);
  const [geo, rules, settings] = [undefined, undefined, undefined];
  const out = bundle(
    join(folder, 'own'),
    perFunction(() => entry),
    geo,
    rules,
    settings,
    vendors,
  );
  for (const one of FUNCTION_NAMES) {
    const script = `console.log(JSON.stringify(require(${JSON.stringify(join(out[one], 'index.js'))}).handler()))`;
    const said = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    expect(JSON.parse(said)).toMatchObject({
      kind: 'activity',
      draft: { kind: 'export', actor: { uid: 'u1' } },
    });
  }
});
