import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MATRIX } from '../infra/config/matrix.ts';

/** `npm run synth-times`: how long `npx cdk synth` takes for each configuration of the matrix, without any network. */

const ROOT = join(import.meta.dirname, '..', '..');
const CDK = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
/** Whatever is asked for over it fails at once. */
const NOWHERE = 'http://127.0.0.1:9';
const LIMIT_SECONDS = 30;
const folder = mkdtempSync(join(tmpdir(), 'outflow-synth-'));

try {
  console.log('configuration                              seconds  of processor time');
  for (const [name, config] of Object.entries(MATRIX)) {
    const path = join(folder, 'outflow.config.ts');
    writeFileSync(path, `export default ${JSON.stringify(config)};\n`);
    const started = performance.now();
    // `times` tells what children have used: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#times
    const run = spawnSync(
      'sh',
      [
        '-c',
        '"$@" >&2 && times',
        'sh',
        process.execPath,
        CDK,
        'synth',
        '--quiet',
        '--all',
        '-o',
        join(folder, 'out'),
      ],
      {
        cwd: ROOT,
        encoding: 'utf8',
        env: { ...process.env, OUTFLOW_CONFIG: path, HTTP_PROXY: NOWHERE, HTTPS_PROXY: NOWHERE },
      },
    );
    if (run.status !== 0) throw new Error(`${name}: ${run.stderr}`);
    const wall = (performance.now() - started) / 1000;
    const [, children = ''] = run.stdout.trim().split('\n');
    const used = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
      (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
      0,
    );
    console.log(`${name.padEnd(40)}  ${wall.toFixed(1).padStart(8)}  ${used.toFixed(1).padStart(17)}`);
    if (used > LIMIT_SECONDS) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
