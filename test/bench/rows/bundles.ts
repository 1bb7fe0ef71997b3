import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RE2_FILE } from '../../../functions/ports/re2.ts';
import { buildFunctions, bundle, FUNCTION_NAMES, ROOT } from '../../../infra/bundle.ts';
import { type Figure, median, type Row } from '../measure.ts';

const CHILDREN = 25;

/** What each function of the stack speaks to. */
const CLIENTS = {
  detect: ['dynamoClient', 'lambdaClient', 's3Client'],
  alert: ['dynamoClient', 'snsClient'],
  watch: ['dynamoClient', 'lambdaClient'],
  triage: ['dynamoClient', 'lambdaClient'],
} as const;
const MAX_MB = 1;
const MAX_RATIO = 2.5;

/** Loading is what a cold start adds to starting Node; each in a process of its own, one after the other in turns. */
export const row: Row = {
  title: `Bundles, and their cold start: median of ${CHILDREN} processes each`,
  measure: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'outflow-bench-'));
    try {
      const folders = bundle(folder);
      const empty = Object.fromEntries(
        FUNCTION_NAMES.map((name) => [`empty-${name}`, emptyEntry(folder, name)]),
      );
      buildFunctions(folder, empty);
      const files = Object.fromEntries(
        FUNCTION_NAMES.flatMap((name) => [
          [name, join(folders[name], 'index.js')],
          [`empty-${name}`, join(folder, `empty-${name}`, 'index.js')],
        ]),
      );
      const loads = new Map(Object.keys(files).map((name) => [name, [] as number[]]));
      for (let turn = 0; turn < CHILDREN; turn++)
        for (const [name, file] of Object.entries(files)) loads.get(name)?.push(loadMs(file));
      return FUNCTION_NAMES.flatMap((name) => {
        const own = median(loads.get(name) ?? []);
        const bare = median(loads.get(`empty-${name}`) ?? []);
        return figuresOf(name, statSync(join(folders[name], 'index.js')).size / 1e6, own, bare);
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function figuresOf(name: string, megabytes: number, ownMs: number, emptyMs: number): Figure[] {
  const isDetect = name === 'detect';
  return [
    {
      name: `${name}, bundle`,
      value: megabytes,
      unit: 'MB',
      ...(isDetect
        ? {
            limit: { kind: 'at most', value: MAX_MB },
            note: `what it loads; rules with a regular expression load ${RE2_FILE} beside it`,
          }
        : {}),
    },
    {
      name: `${name}, processor time to load`,
      value: ownMs / emptyMs,
      unit: 'x empty handler',
      ...(isDetect ? { limit: { kind: 'at most', value: MAX_RATIO } } : {}),
      note: `${ownMs.toFixed(0)} ms against ${emptyMs.toFixed(0)} ms with the same clients`,
    },
  ];
}

/** A handler that does nothing with the clients that the function makes. */
function emptyEntry(folder: string, name: keyof typeof CLIENTS): string {
  const path = join(folder, `empty-${name}.ts`);
  const clients = CLIENTS[name].join(', ');
  writeFileSync(
    path,
    `import { ${clients} } from ${JSON.stringify(join(ROOT, 'functions/ports/aws/clients.ts'))};
export const handler = () => [${CLIENTS[name].map((client) => `${client}()`).join(', ')}];`,
  );
  return path;
}

const LOAD = `
  const start = process.cpuUsage();
  require(process.argv[1]);
  const { user, system } = process.cpuUsage(start);
  process.stdout.write(String((user + system) / 1000));
`;

function loadMs(file: string): number {
  return Number(execFileSync(process.execPath, ['-e', LOAD, file], { encoding: 'utf8' }));
}
