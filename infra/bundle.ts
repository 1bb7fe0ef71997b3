import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { type BuildOptions, buildSync } from 'esbuild';
import { CALIBRATION_FILE } from '../functions/ports/calibration.ts';
import { DETECTORS_FILE } from '../functions/ports/detectors.ts';
import { GEO_FOLDER, GEO_NAMES } from '../functions/ports/geo.ts';
import { LIVE_FILE } from '../functions/ports/live.ts';
import { RE2_FILE } from '../functions/ports/re2.ts';
import { RULES_FILE } from '../functions/ports/rules.ts';
import { bundleDetectors } from './detectors.ts';
import { type GeoFiles, geoFiles } from './geo/files.ts';
import { liveIn } from './live.ts';
import { ownMappings, VENDORS_FOLDER } from './own-vendors.ts';
import { packedRules } from './rules.ts';
import { packedSettings } from './settings.ts';

export const FUNCTION_NAMES = ['detect', 'alert', 'watch', 'triage'] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];
export type PerFunction<T> = Readonly<Record<FunctionName, T>>;

export const ROOT = resolve(import.meta.dirname, '..');
/** The licences of the address data ask that their makers are named wherever it goes. */
const NOTICE = join(ROOT, 'NOTICE');

/** Rules and detectors of one's own, where `npx outflow rules new` puts them. */
const RULES = join(ROOT, 'outflow-rules');

/** Thresholds and tails of one's own, where `npx outflow calibrate --out outflow-settings.json` puts them. */
const SETTINGS = join(ROOT, 'outflow-settings.json');

/** Mappings of one's own, which every function knows. */
const VENDORS = join(ROOT, VENDORS_FOLDER);

/** Each function's source: a file that exports `handler`. */
export const ENTRIES: PerFunction<string> = perFunction((name) => join(ROOT, 'functions', name, 'index.ts'));

/** A folder for each function, and for the one that keeps raw records, which not every stack has. */
export type Code = PerFunction<string> & { readonly archive?: string };

export function perFunction<T>(of: (name: FunctionName) => T): PerFunction<T> {
  return { detect: of('detect'), alert: of('alert'), watch: of('watch'), triage: of('triage') };
}

/**
 * Bundles the Lambda functions into `outFolder/<name>/index.js` and returns those folders.
 * CommonJS, minified, SDK included and `module` before `main`: of the shapes tried this one loads fastest
 * (68 ms against 103 ms with esbuild's default main fields), and load time is billed on every cold start. The
 * address databases lie beside the one that asks them: inside the bundle they would be parsed as text.
 */
export function bundle(
  outFolder: string = join(ROOT, 'dist', 'functions'),
  entries: PerFunction<string> = ENTRIES,
  geo: GeoFiles = geoFiles(),
  rules: string = RULES,
  settings: string = SETTINGS,
  vendors: string = VENDORS,
): Required<Code> {
  buildFunctions(outFolder, { ...entries, archive: join(ROOT, 'functions', 'archive', 'index.ts') }, vendors);
  copyKnowledge(join(outFolder, 'detect'), geo, rules, settings);
  // What tells and what watches have to know what pages.
  for (const name of ['alert', 'watch']) copySettings(join(outFolder, name), settings);
  writeFileSync(join(outFolder, 'alert', LIVE_FILE), JSON.stringify(liveIn(join(outFolder, 'detect'))));
  return { ...perFunction((name) => join(outFolder, name)), archive: join(outFolder, 'archive') };
}

/** Beside the code of a function that judges: address databases, rules, detectors, thresholds and tails. */
export function copyKnowledge(
  folder: string,
  geo: GeoFiles = geoFiles(),
  rules: string = RULES,
  settings: string = SETTINGS,
): void {
  copyGeo(geo, join(folder, GEO_FOLDER));
  writeFileSync(join(folder, RULES_FILE), JSON.stringify(packedRules(rules)));
  bundleDetectors(rules, join(folder, DETECTORS_FILE));
  copySettings(folder, settings);
}

function copySettings(folder: string, settings: string): void {
  writeFileSync(join(folder, CALIBRATION_FILE), JSON.stringify(packedSettings(settings)));
}

/** Each entry into `outFolder/<name>/index.js`. */
export function buildFunctions(
  outFolder: string,
  entries: Readonly<Record<string, string>>,
  vendors: string = VENDORS,
): void {
  for (const entry of Object.values(entries))
    if (!existsSync(entry))
      throw new Error(
        `There is no ${relative(ROOT, entry)}. Restore it, or name another entry for that function.`,
      );

  const { outputFiles, metafile } = buildSync({
    ...TARGET,
    metafile: true,
    entryPoints: Object.fromEntries(
      Object.entries(entries).map(([name, entry]) => [join(name, 'index'), entry]),
    ),
    outdir: outFolder,
    // A Lambda is given its credentials in the environment: what asks everybody else for some is a tenth of a bundle.
    alias: { '@aws-sdk/credential-provider-node': CREDENTIALS, re2js: RE2 },
    define: { 'globalThis.outflowMappings': JSON.stringify(ownMappings(vendors)) },
    write: false,
  });
  for (const { path, text } of outputFiles ?? [])
    bundleInto({
      ...TARGET,
      stdin: {
        contents: withPackedJson(withShortPaths(withPlainKeys(withoutTold(text)))),
        resolveDir: ROOT,
        sourcefile: 'bundle.js',
      },
      outfile: path,
      minify: true,
      // Minified names would make the stack trace of a failure in production unreadable.
      keepNames: true,
    });
  for (const [path, { inputs }] of Object.entries(metafile.outputs))
    if (relative(ROOT, RE2) in inputs)
      bundleInto({
        ...TARGET,
        entryPoints: [ENGINE],
        outfile: join(ROOT, dirname(path), RE2_FILE),
        minify: true,
      });
}

/** By ourselves: an error of the file system then says of which file, and what esbuild says has none of its own. */
function bundleInto(options: BuildOptions): void {
  for (const { path, contents } of buildSync({ ...options, write: false }).outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
}

const TARGET = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  mainFields: ['module', 'main'],
  logLevel: 'warning',
} satisfies BuildOptions;

const CREDENTIALS = join(ROOT, 'functions/ports/aws/credentials.ts');
const RE2 = join(ROOT, 'functions/ports/re2.ts');
const ENGINE = fileURLToPath(import.meta.resolve('re2js'));

/** The property of a vendor that says what its log tells, for the coverage table and reports: no function makes these. */
const COVERAGE = /^ {2}coverage: \{\n {4}source:.*?^ {2}\},?\n/gms;

/** The one that says what a detector finds, which the command prints, and what to check then, which a page does as well. */
const FINDS = /^ +finds: ["'`].*["'`],\n/gm;
const RUNBOOK = /^ +runbook: \[\n.*?^ +\],?\n/gms;
const PAGE = '// shared/page/view.ts';

function withoutTold(text: string): string {
  const rest = text.replace(COVERAGE, '').replace(FINDS, '');
  return rest.includes(PAGE) ? rest : rest.replace(RUNBOOK, '');
}

/** Where the parts of a bundle that describe all calls of a service begin, and where one ends. */
const SCHEMAS = /\n *\/\/ \S*node_modules\/@aws-sdk\/[\w./-]+\/schemas\/schemas_\d+\.js\n.*?(?=\n *\/\/ )/gs;

/** Where a class of errors is entered, by which the answer of a service is told; not that of all others. */
const ERROR = /^ *n0_registry\d*\.registerError\(\w+\$\d*, (\w+)\);\n/gm;

const isAsked = (text: string, name: string) => new RegExp(`\\binstanceof ${name}\\b`).test(text);

/**
 * The SDK describes every call of a service by lists whose keys are computed, `{ [_hQ]: _T }`, and a key that is computed
 * might do anything: so esbuild leaves no list out. With the names of the keys in their place those of calls that
 * nobody makes are gone, when the bundle is bundled once more. So are the classes of errors that nobody asks for: theirs
 * becomes the service's own, of their name.
 */
function withPlainKeys(text: string): string {
  return text.replace(SCHEMAS, (part) => {
    const names = new Map<string, string>();
    for (const [, name = '', value = ''] of part.matchAll(/(_\w+) = ("[^"\\]*")/g)) names.set(name, value);
    return part
      .replace(/\[(_\w+)\]: /g, (key, name) => (names.has(name) ? `${names.get(name)}: ` : key))
      .replace(ERROR, (line, name) => (isAsked(text, name) ? line : ''));
  });
}

/** How the first pass names a module that is run when it is first asked for: by its path, which a stack trace shows. */
const MODULE = /"(?:[^"\n]*\/)?node_modules\/[^"\n]*?([^"\n/]+)"(?=\()/g;

/** Paths are a hundredth of the bundle, and longer the farther away the folder of modules lies. */
function withShortPaths(text: string): string {
  return text.replace(MODULE, '"$1"');
}

/** A file of JSON in a bundle, as the first pass writes it. */
const JSON_FILE = /^\/\/ (\S+\.json)\nvar (\w+) = [{[]\n.*?^[}\]];\n/gms;
/** Shorter ones gain nothing. */
const PACKED_FROM = 2000;

/**
 * Tables are a tenth of their size when packed (Brotli: a fifth less than deflated), and a sixth less when they are packed
 * together, because vendors name the same things; and read from text sooner than compiled from code.
 */
function withPackedJson(text: string): string {
  const files = Array.from(text.matchAll(JSON_FILE), ([part, path = '', name = '']) => ({ part, path, name }))
    .map((one) => ({ ...one, json: JSON.stringify(JSON.parse(readFileSync(join(ROOT, one.path), 'utf8'))) }))
    .filter(({ json }) => json.length >= PACKED_FROM);
  const packed = brotliCompressSync(`[${files.map(({ json }) => json).join(',')}]`).toString('base64');
  const unpacked = `JSON.parse(require("node:zlib").brotliDecompressSync(Buffer.from("${packed}", "base64")).toString())`;
  // Where the first of them stood: nothing asks for one before.
  return files.reduce(
    (rest, { part, name }, at) =>
      rest.replace(
        part,
        () => `${at === 0 ? `var $packed = ${unpacked};\n` : ''}var ${name} = $packed[${at}];\n`,
      ),
    text,
  );
}

function copyGeo(geo: GeoFiles, folder: string): void {
  mkdirSync(folder, { recursive: true });
  copyFileSync(geo.country, join(folder, GEO_NAMES.country));
  copyFileSync(geo.asn, join(folder, GEO_NAMES.asn));
  copyFileSync(NOTICE, join(folder, 'NOTICE'));
}
