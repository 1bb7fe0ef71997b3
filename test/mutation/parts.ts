import { existsSync, globSync } from 'node:fs';
import { basename } from 'node:path';

/** Files that are mutated, and the tests that judge them. */
type Part = {
  readonly files: readonly string[];
  readonly tests: readonly string[];
  /** A file that has a test here of its own name, or of what its name begins with (`okta` of `okta-events`), is judged by it alone. */
  readonly own?: string;
};

/**
 * The tests that are about a part, with the laws that end in a few seconds: every mutant costs each test that
 * reaches it. What only simulated lives or the wire would notice survives here.
 */
const PARTS: Readonly<Record<string, Part>> = {
  profile: {
    files: ['shared/profile/*.ts', 'shared/ledger*.ts', 'shared/advance.ts'],
    tests: ['test/profile/*.test.ts', 'test/ledger.test.ts', 'test/laws/{ledger,profile,resources}.test.ts'],
    own: 'test/profile',
  },
  decode: {
    files: ['shared/decode.ts', 'shared/decode/*.ts'],
    tests: ['test/decode.test.ts', 'test/decode/*.test.ts'],
    own: 'test/decode',
  },
  finding: {
    files: ['shared/finding.ts', 'shared/project.ts'],
    tests: ['test/{finding,finding-ledger,ocsf,related,triage}.test.ts'],
  },
  exposure: {
    files: ['shared/exposure.ts'],
    tests: ['test/{exposure,finding}.test.ts', 'test/page/*.test.ts'],
  },
  // All of them judge every subject, so that a detector is reached by the tests of all: its own must hold it.
  detectors: {
    files: ['shared/detectors/*.ts'],
    tests: ['test/detectors/*.test.ts', 'test/own/*.test.ts'],
    own: 'test/detectors',
  },
  judging: {
    files: ['shared/{apart,assess,access-change,person,organisation,settings,triage}.ts'],
    tests: ['test/*.test.ts', 'test/settings/*.test.ts'],
    own: 'test',
  },
  vendors: {
    files: ['shared/vendors/*.ts'],
    tests: ['test/vendors/*.test.ts'],
    own: 'test/vendors',
  },
  detect: {
    files: ['functions/detect/*.ts'],
    tests: ['test/functions/detect/*.test.ts'],
  },
  ingest: {
    files: ['functions/ingest/**/*.ts'],
    tests: ['test/functions/ingest/*.test.ts', 'test/laws/dropped-history.test.ts'],
  },
  alert: {
    files: ['functions/{alert,watch,triage}/*.ts'],
    tests: ['test/functions/{alert,watch,triage}/*.test.ts'],
  },
};

export const PART_NAMES = Object.keys(PARTS);

export const filesOf = (part: string): string[] => globSync([...(PARTS[part]?.files ?? [])]).sort();

export function testsOf(file: string): readonly string[] {
  const { own, tests } = Object.values(PARTS).find(({ files }) => globSync([...files]).includes(file)) ?? {};
  const words = basename(file, '.ts').split('-');
  const names = own === undefined ? [] : words.map((_, i) => words.slice(0, words.length - i).join('-'));
  const named = names.map((name) => `${own}/${name}.test.ts`).find((path) => existsSync(path));
  return named === undefined ? (tests ?? []) : [named];
}
